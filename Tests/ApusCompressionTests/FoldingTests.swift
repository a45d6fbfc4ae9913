import ApusCompression
import ApusEngine
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

  /// A network whose first output is in the middle of what would otherwise be folded and fused, and whose second one
  /// is a dropout behind a normalization.
  @Test func outputsAndStatesKeepTheirValuesWhatIsFolded() throws {
    var builder = GraphBuilder(name: "several", inputShape: [4, 4, 2], preprocessing: nil)
    builder.state("memory", shape: [4, 4, 2], initial: [0.5], update: "next")
    builder.add("sum", .add(Add()), from: ["input", "memory"])
    try builder.convolution("conv", channels: 2, kernel: 3)
    builder.output("map", meaning: .values)
    try builder.batchNormalization("bn")
    builder.add("relu", .relu(ReLU()))
    builder.add("next", .dropout(Dropout()))
    builder.add("flatten", .flatten(Flatten()), from: ["relu"])
    try builder.dense("fc", features: 3)
    try builder.batchNormalization("fc.bn")
    builder.add("dropout", .dropout(Dropout()))
    builder.output("class", classNames: ["a", "b", "c"])
    builder.add("unused", .relu(ReLU()))
    var graph = try builder.build(seed: 1)
    RandomGraph.randomizeNormalizations(of: &graph, seed: 1)

    let folded = try graph.folded()
    #expect(folded.outputs.map(\.node) == ["conv", "fc"])
    #expect(folded.outputs.map(\.name) == ["map", "class"] && folded.classNames == graph.classNames)
    #expect(folded.states.map(\.update) == ["relu"])
    #expect(folded[node: "bn"]?.operation.body is DepthwiseConvolution)
    #expect(!folded.nodes.contains { ["unused", "next", "dropout", "fc.bn"].contains($0.name) })
    // The rectifier is what the state takes over, so that it may be fused, but the convolution may not.
    #expect(folded.fusedNodes().map(\.name) == ["sum", "conv", "relu", "flatten", "fc"])

    func values(_ graph: Graph) throws -> [String: [Float]] {
      let engine = try Engine(graph, batchSize: 1, mode: .inference)
      for index in engine.input.indices { engine.input[index] = Float(index % 7) / 3 - 1 }
      try engine.forward()
      return try Dictionary(
        uniqueKeysWithValues: graph.outputs.map { ($0.name, try Array(#require(engine.output($0.name)))) })
    }
    let (expected, found) = (try values(graph), try values(folded))
    for (name, values) in expected {
      #expect(values.count == (name == "map" ? 32 : 3))
      for (a, b) in zip(values, try #require(found[name])) { #expect(abs(a - b) < 1e-5) }
    }
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
