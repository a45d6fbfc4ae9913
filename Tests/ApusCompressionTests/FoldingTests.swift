import ApusCompression
import ApusGraph
import ApusZoo
import FloatReference
import Testing

@Suite struct FoldingTests {
  @Test(arguments: Array(0..<60 as Range<UInt64>) + Array(100..<140))
  func foldedGraphComputesTheSame(seed: UInt64) throws {
    let graph = try RandomGraph.make(seed: seed)
    let folded = try graph.folded()
    let removed = folded.nodes.filter {
      $0.operation.body is BatchNormalization || $0.operation.body is Dropout
    }
    #expect(removed.isEmpty)
    let input = RandomGraph.input(for: graph, seed: seed)
    let expected = try ReferenceNetwork(graph).output(input)
    let found = try ReferenceNetwork(folded).output(input)
    let magnitude = expected.map(abs).max()!
    for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 2e-6 * max(magnitude, 1)) }
  }

  @Test func residualNetworksLoseEveryNormalization() throws {
    let folded = try Zoo.resNet20(seed: 3).folded()
    #expect(!folded.nodes.contains { $0.operation.body is BatchNormalization })
    #expect(!folded.nodes.contains { $0.operation.body is DepthwiseConvolution })
    #expect(folded[node: "layer3.0.conv1"]?.operation.body is Convolution)
    #expect(folded.parameters["layer3.0.conv1.bias"]?.shape == [64])
  }

  @Test func normalizationOfASharedValueStandsAlone() throws {
    var builder = GraphBuilder(name: "shared", inputShape: [4, 4, 2], preprocessing: .photograph)
    try builder.convolution("conv", channels: 3, kernel: 3)
    try builder.batchNormalization("bn")
    builder.add("sum", .add(Add()), from: ["conv", "bn"])
    var graph = try builder.build(seed: 1)
    RandomGraph.randomizeNormalizations(of: &graph, seed: 1)
    let folded = try graph.folded()
    #expect(folded[node: "bn"]?.operation.body is DepthwiseConvolution)
    #expect(folded.parameters["conv.weight"] == graph.parameters["conv.weight"])
    let input = RandomGraph.input(for: graph, seed: 5)
    let expected = try ReferenceNetwork(graph).output(input)
    for (a, b) in zip(expected, try ReferenceNetwork(folded).output(input)) {
      #expect(abs(a - b) < 1e-5)
    }
  }

  @Test func dropoutAsTheOutputIsRemoved() throws {
    var builder = GraphBuilder(name: "dropout", inputShape: [2, 2, 1], preprocessing: .digit)
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: 3)
    builder.add("unused", .relu(ReLU()))
    builder.add("dropout", .dropout(Dropout()), from: ["fc"])
    let folded = try builder.build(seed: 1).folded()
    #expect(folded.nodes.map(\.name) == ["flatten", "fc"])

    var bare = GraphBuilder(name: "bare", inputShape: [2, 2, 1], preprocessing: .digit)
    bare.add("dropout", .dropout(Dropout()))
    #expect(try bare.build(seed: 1).folded().outputShape() == [2, 2, 1])
  }

  @Test func negativeVarianceIsNamed() throws {
    var graph = try Zoo.resNet8()
    graph.parameters["bn1.running_var"]!.values[7] = -1
    let error = #expect(throws: CompressionError.self) { try graph.folded() }
    #expect(error?.description == "the running variance of bn1 is negative or not a number in channel 7")
  }

  @Test func rectifiersFuseOnlyIntoWhatNobodyElseSees() throws {
    let fused = try Zoo.leNet5().folded().fusedNodes()
    #expect(fused.map(\.name) == ["relu1", "pool1", "relu2", "pool2", "flatten", "relu3", "relu4", "fc3"])
    #expect(fused.map(\.layer).first == "conv1")
    #expect(fused.first?.activation == .relu)

    var builder = GraphBuilder(name: "shared", inputShape: [4, 4, 2], preprocessing: .photograph)
    try builder.convolution("conv", channels: 2, kernel: 1)
    builder.add("relu", .relu(ReLU()))
    builder.add("sum", .add(Add()), from: ["conv", "relu"])
    builder.add("relu2", .relu(ReLU()))
    builder.add("clip", .relu6(ReLU6()))
    let nodes = try builder.build(seed: 1).folded().fusedNodes()
    #expect(nodes.map(\.name) == ["conv", "relu", "clip"])
    #expect(nodes.map(\.activation) == [.none, .none, .relu6])
  }
}
