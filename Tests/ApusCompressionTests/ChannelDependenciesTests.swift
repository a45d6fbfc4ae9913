import ApusCompression
import ApusGraph
import ApusZoo
import FloatReference
import Testing

@Suite struct ChannelDependenciesTests {
  private typealias Member = ChannelDependencies.Member

  @Test func denseLayersAndConvolutionsOfAChainAreIndependent() throws {
    let dependencies = try ChannelDependencies(Zoo.leNet5())
    #expect(dependencies.groups.map(\.layers) == [["conv1"], ["conv2"], ["fc1"], ["fc2"]])
    #expect(dependencies.groups.map(\.units.count) == [6, 16, 120, 84])
    // Flattening repeats the 16 channels at each of the 5×5 positions.
    #expect(dependencies.units["flatten"]!.count == 400)
    #expect(dependencies.units["flatten"]![16] == dependencies.units["conv2"]![0])
    #expect(dependencies.units["fc3"]!.allSatisfy { $0 == nil })
  }

  @Test func outputsAndWhatStatesHoldAndTakeOverAreFixed() throws {
    func dependencies(_ change: (inout Graph) -> Void) throws -> [[String]] {
      var graph = try Zoo.leNet5()
      change(&graph)
      try graph.validate()
      return try ChannelDependencies(graph).groups.map(\.layers)
    }
    let last = NetworkOutput(node: "fc3", meaning: .logits)
    #expect(
      try dependencies { $0.outputs = [last, NetworkOutput(name: "map", node: "pool1", meaning: .values)] }
        == [["conv2"], ["fc1"], ["fc2"]])
    #expect(
      try dependencies { graph in
        graph.states = [NetworkState(name: "memory", shape: [120], update: "relu3")]
        graph.nodes.insert(
          Node(name: "sum", operation: .add(Add()), inputs: ["fc1", "memory"]),
          at: graph.nodes.firstIndex { $0.name == "relu3" }!)
        graph.nodes[graph.nodes.firstIndex { $0.name == "relu3" }!].inputs = ["sum"]
      } == [["conv1"], ["conv2"], ["fc2"]])
  }

  @Test func additionsTieTheirOperands() throws {
    let dependencies = try ChannelDependencies(Zoo.resNet8())
    #expect(
      dependencies.groups.map(\.layers) == [
        ["conv1", "layer1.0.conv2"], ["layer1.0.conv1"], ["layer2.0.conv1"],
        ["layer2.0.conv2", "layer2.0.downsample.0"], ["layer3.0.conv1"],
        ["layer3.0.conv2", "layer3.0.downsample.0"],
      ])
    let unit = try #require(dependencies.units["conv1"]![3])
    #expect(
      dependencies.members[unit] == [
        Member(layer: "conv1", channel: 3), Member(layer: "layer1.0.conv2", channel: 3),
      ])
  }

  @Test func zeroPaddedShortcutsShiftChannels() throws {
    let dependencies = try ChannelDependencies(Zoo.resNet20())
    // Stage 1's channel 0 is stage 2's channel 8 and stage 3's channel 24.
    let unit = dependencies.units["conv1"]![0]
    #expect(dependencies.units["layer2.2.conv2"]![8] == unit)
    #expect(dependencies.units["layer3.2.conv2"]![24] == unit)
    #expect(dependencies.units["layer2.2.conv2"]![7] != unit)
    // A channel that only stage 3 has is padded by its shortcut.
    let late = try #require(dependencies.units["layer3.0.conv2"]![0])
    #expect(dependencies.members[late].map(\.layer).first == "layer3.0.conv2")
    #expect(dependencies.members[late].contains(Member(layer: "layer3.0.shortcut.pad", channel: 0)))
    #expect(dependencies.units["layer3.2.relu2"]!.allSatisfy { $0 != nil })
  }

  @Test func groupedConvolutionsAndReshapedValuesAreFixed() throws {
    var builder = GraphBuilder(name: "fixed", inputShape: [4, 4, 2], preprocessing: .photograph)
    try builder.convolution("a", channels: 4, kernel: 1)
    let grouped = Convolution(
      inputChannels: 4, outputChannels: 6, window: Window(kernel: Size(1)), groups: 2)
    builder.add("b", .convolution(grouped))
    try builder.convolution("c", channels: 3, kernel: 1)
    builder.add("view", .reshape(Reshape(shape: [8, 2, 3])))
    try builder.convolution("d", channels: 5, kernel: 1)
    builder.add("pool", .globalAveragePool(GlobalAveragePool()))
    try builder.dense("fc", features: 2)
    let dependencies = try ChannelDependencies(builder.build(seed: 1))
    #expect(dependencies.groups.map(\.layers) == [["d"]])
  }

  @Test func squeezeAndExcitationTiesTheGateToWhatItWeighs() throws {
    var builder = GraphBuilder(name: "gated", inputShape: [6, 6, 3], preprocessing: .photograph)
    try builder.convolution("a", channels: 4, kernel: 3)
    let constant = ConstantOperand(shape: [1, 1, 4])
    builder.add("scaled", .multiply(Multiply(constant: constant)))
    builder.add("squeeze", .globalAveragePool(GlobalAveragePool()))
    try builder.dense("narrow", features: 2)
    try builder.dense("wide", features: 4)
    builder.add("gate", .sigmoid(Sigmoid()))
    builder.add("weighed", .multiply(Multiply()), from: ["gate", "scaled"])
    try builder.convolution("mask", channels: 1, kernel: 1)
    builder.add("masked", .subtract(Subtract()), from: ["mask", "weighed"])
    builder.add("pool", .globalAveragePool(GlobalAveragePool()))
    try builder.dense("fc", features: 2)
    let graph = try builder.build(seed: 1)
    let dependencies = try ChannelDependencies(graph)
    #expect(dependencies.groups.map(\.layers) == [["a", "wide"], ["narrow"]])
    #expect(dependencies.units["mask"] == [nil])

    let unit = try #require(dependencies.units["a"]?[1])
    var marked = graph
    marked.parameters["scaled.operand"]!.values = [1, 2, 3, 4]
    let smaller = try marked.removing(units: [unit], dependencies: dependencies)
    #expect(smaller.parameters["scaled.operand"] == Tensor(shape: [1, 1, 3], values: [1, 3, 4]))
    #expect(try smaller.shapes()["masked"] == [6, 6, 3])
  }

  @Test func slicesCarryChannelsOnAndMoveAsTheyGo() throws {
    var builder = GraphBuilder(name: "sliced", inputShape: [4, 4, 2], preprocessing: .photograph)
    try builder.convolution("a", channels: 8, kernel: 1)
    let whole = Slice.Axis(begin: 0, count: 4)
    let slice = Slice(rows: whole, columns: whole, channels: .init(begin: 3, count: 4))
    builder.add("slice", .slice(slice))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: 2)
    let graph = try builder.build(seed: 1)
    let dependencies = try ChannelDependencies(graph)
    #expect(dependencies.units["slice"]! == Array(dependencies.units["a"]![3..<7]))
    let gone = [0, 1, 4, 7].map { dependencies.units["a"]![$0]! }
    let smaller = try graph.removing(units: Set(gone), dependencies: dependencies)
    guard case .slice(let body) = smaller[node: "slice"]?.operation else {
      Issue.record("the slice is gone")
      return
    }
    #expect(body.grid.channels == Slice.Axis(begin: 1, count: 3))
    #expect(smaller.parameters["fc.weight"]?.shape == [2, 48])
  }

  @Test func removalThroughEveryKindOfLayerKeepsTheGraphValid() throws {
    for seed in Array(0..<40 as Range<UInt64>) + Array(100..<140) {
      let graph = try RandomGraph.make(seed: seed)
      let dependencies = try ChannelDependencies(graph)
      var source = RandomSource(seed: seed)
      var removed: Set<Int> = []
      for group in dependencies.groups {
        var units = group.units
        source.shuffle(&units)
        // Half of a group may hold all channels of one of its layers, so one unit at a time is tried.
        for unit in units.prefix(units.count / 2) {
          if (try? graph.removing(units: removed.union([unit]), dependencies: dependencies)) != nil {
            removed.insert(unit)
          }
        }
      }
      let smaller = try graph.removing(units: removed, dependencies: dependencies)
      try smaller.validate()
      #expect(smaller.trainableParameterCount < graph.trainableParameterCount)
      let output = try ReferenceNetwork(smaller).output(RandomGraph.input(for: graph, seed: seed))
      #expect(output.count == 5 && output.allSatisfy(\.isFinite))
    }
  }

  @Test(arguments: Array(0..<60 as Range<UInt64>) + Array(100..<140))
  func removingDeadChannelsChangesNothing(seed: UInt64) throws {
    var graph = try RandomGraph.make(seed: seed)
    let dependencies = try ChannelDependencies(graph)
    var source = RandomSource(seed: seed, stream: 9)
    var dead: Set<Int> = []
    for group in dependencies.groups {
      for unit in group.units where source.integer(below: 3) == 0 {
        if (try? graph.removing(units: dead.union([unit]), dependencies: dependencies)) != nil {
          dead.insert(unit)
        }
      }
    }
    graph.kill(dead, dependencies)
    let smaller = try graph.removing(units: dead, dependencies: dependencies)
    let input = RandomGraph.input(for: graph, seed: seed)
    let expected = try ReferenceNetwork(graph).output(input)
    let found = try ReferenceNetwork(smaller).output(input)
    for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 1e-12 * max(1, abs(a))) }
    // The analysis of the smaller graph still ties what was tied.
    let again = try ChannelDependencies(smaller)
    #expect(again.members.count == dependencies.members.count - dead.count)
  }
}

extension Graph {
  /// Makes every parameter of some units zero, those of normalizations they pass through included.
  mutating func kill(_ units: Set<Int>, _ dependencies: ChannelDependencies) {
    for node in nodes {
      for (channel, unit) in dependencies.units[node.name]!.enumerated() {
        guard let unit, units.contains(unit) else { continue }
        for suffix in ["weight", "bias", "running_mean", "operand"] {
          guard var tensor = parameters["\(node.name).\(suffix)"] else { continue }
          let count = dependencies.units[node.name]!.count
          // A constant of one number stands for all channels, which it only scales.
          guard tensor.count >= count else { continue }
          let isDepthwise = node.operation.body is DepthwiseConvolution
          let taps = tensor.count / count
          for tap in 0..<taps {
            tensor.values[isDepthwise ? tap * count + channel : channel * taps + tap] = 0
          }
          parameters["\(node.name).\(suffix)"] = tensor
        }
      }
    }
  }
}
