import ApusCompression
import ApusEngine
import ApusExporter
import ApusGraph
import ApusZoo
import FloatReference
import Foundation
import Testing

@Suite struct ChannelPrunerTests {
  @Test func ratiosCountChannelsOfEachLayer() throws {
    let graph = try Zoo.leNet5(seed: 1)
    let target = ChannelPruner.Target.ratios([
      .init("conv*", keep: 0.5), .init("fc1", keep: 0.25), .init("*", keep: 1),
    ])
    let pruned = try ChannelPruner(to: target, by: .l1Norm).prune(graph)
    #expect(pruned.parameters["conv1.weight"]!.shape == [3, 5, 5, 1])
    #expect(pruned.parameters["conv2.weight"]!.shape == [8, 5, 5, 3])
    #expect(pruned.parameters["fc1.weight"]!.shape == [30, 200])
    #expect(pruned.parameters["fc2.weight"]!.shape == [84, 30])
    #expect(pruned.parameters["fc3.weight"]!.shape == [10, 84])
    #expect(pruned.nodes.map(\.name) == graph.nodes.map(\.name))
  }

  @Test func theSmallestChannelsGoAndTheOthersKeepTheirWeights() throws {
    var graph = try Zoo.leNet5(seed: 2)
    for (channel, factor) in [Float(5), 0.1, 4, 3, 0.2, 0.3].enumerated() {
      for tap in 0..<25 { graph.parameters["conv1.weight"]!.values[channel * 25 + tap] *= factor }
    }
    let pruned = try ChannelPruner(to: .ratios([.init("conv1", keep: 0.5)]), by: .l1Norm).prune(graph)
    let expected = [0, 2, 3].flatMap { graph.parameters["conv1.weight"]!.values[$0 * 25..<$0 * 25 + 25] }
    #expect(pruned.parameters["conv1.weight"]!.values == expected)
    #expect(pruned.parameters["conv1.bias"]!.shape == [3])
  }

  @Test func budgetsInArithmeticAndBytesAreMetTogether() throws {
    for keep in [0.75, 0.5, 0.2] {
      for graph in [try Zoo.leNet5(seed: 3), try Zoo.resNet8(seed: 3), try Zoo.resNet20(seed: 3)] {
        let before = try NetworkCost(graph)
        let budget = try Budget(keeping: keep, of: graph, bytes: Int(Double(before.bytes) * keep * 0.9))
        let pruned = try ChannelPruner(to: .budget(budget), by: .l1Norm).prune(graph)
        let after = try NetworkCost(pruned)
        #expect(after.multiplyAccumulates <= budget.multiplyAccumulates!)
        #expect(after.bytes <= budget.bytes!)
        // Not much further than asked for: one channel's worth.
        let isTight =
          Double(after.multiplyAccumulates) > Double(budget.multiplyAccumulates!) * 0.8
          || Double(after.bytes) > Double(budget.bytes!) * 0.9
        #expect(isTight)
        let macs = try pruned.multiplyAccumulates().reduce(0) { $0 + $1.count }
        #expect(macs == after.multiplyAccumulates)
      }
    }
  }

  @Test func theBytesOfTheFileAreKnownBeforeItIsWritten() throws {
    for (index, graph) in [try Zoo.leNet5(), try Zoo.resNet8(), try Zoo.vgg()].enumerated() {
      let images = try CalibrationImages.random(2, for: graph, seed: UInt64(index))
      let pruned = try ChannelPruner(to: .uniform(keep: 0.5), by: .l1Norm).prune(graph)
      let file = try Exporter.export(Quantizer().quantize(pruned, calibration: images))
      let estimate = try NetworkCost(pruned).bytes
      #expect(file.count <= estimate)
      #expect(Double(file.count) > Double(estimate) * 0.97)
    }
  }

  @Test func tiedChannelsStayTiedThroughABudget() throws {
    let graph = try Zoo.resNet20(seed: 4)
    let budget = try Budget(keeping: 0.4, of: graph)
    let pruned = try ChannelPruner(to: .budget(budget), by: .l1Norm).prune(graph)
    let shapes = try pruned.shapes()
    #expect(shapes["layer1.0.add"]!.channels == shapes["conv1"]!.channels)
    #expect(shapes["layer2.0.shortcut.pad"]! == shapes["layer2.0.conv2"]!)
    #expect(shapes["layer2.2.relu2"]!.channels == shapes["layer3.0.shortcut.subsample"]!.channels)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func deadChannelsGoFirstAndChangeNothing(seed: UInt64) throws {
    var graph = try RandomGraph.make(seed: seed)
    let dependencies = try ChannelDependencies(graph)
    var dead: Set<Int> = []
    for group in dependencies.groups where group.units.count >= 4 && group.layers.count == 1 {
      dead.formUnion(group.units.prefix(1))
    }
    graph.kill(dead, dependencies)
    let units = dependencies.groups.filter { $0.units.count >= 4 && $0.layers.count == 1 }
    let ratios = units.map {
      ChannelPruner.LayerRatio($0.layers[0], keep: Double($0.units.count - 1) / Double($0.units.count))
    }
    let images = try CalibrationImages.random(16, for: graph, seed: seed)
    for criterion in [ChannelCriterion.l1Norm, .taylor(images)] {
      let pruned = try ChannelPruner(to: .ratios(ratios), by: criterion).prune(graph)
      #expect(pruned.trainableParameterCount < graph.trainableParameterCount)
      let input = RandomGraph.input(for: graph, seed: seed)
      let expected = try ReferenceNetwork(graph).output(input)
      let found = try ReferenceNetwork(pruned).output(input)
      for (a, b) in zip(expected, found) { #expect(abs(a - b) <= 1e-12 * max(1, abs(a))) }
    }
  }

  /// The loss really changes by about the Taylor score when a channel is scaled down a little: a finite
  /// difference of the mean loss in double precision.
  @Test func taylorScoresAreTheDerivativeOfTheLoss() throws {
    let graph = try Zoo.leNet5(inputShape: [12, 12, 1], seed: 5)
    let images = try CalibrationImages.random(8, for: graph, seed: 5)
    func loss(_ graph: Graph) throws -> Double {
      let reference = try ReferenceNetwork(graph)
      return (0..<8).reduce(0.0) { total, image in
        let logits = reference.output(images.reals(image, graph.preprocessing))
        return total + logits.logSumOfExponentials - logits[images.labels[image]]
      } / 8
    }
    let scores = try ChannelCriterion.taylor(images).scores(of: graph)
    for (layer, channel) in [("conv1", 2), ("conv2", 7), ("fc1", 30), ("fc2", 11)] {
      var scaled = graph
      let step: Float = 0x1p-10
      for suffix in ["weight", "bias"] {
        let count = graph.parameters["\(layer).\(suffix)"]!.count / graph.parameters["\(layer).bias"]!.count
        for position in channel * count..<(channel + 1) * count {
          scaled.parameters["\(layer).\(suffix)"]!.values[position] *= 1 - step
        }
      }
      let derivative = (try loss(graph) - loss(scaled)) / Double(step)
      #expect(abs(abs(derivative) - scores[layer]![channel]) < 0.02 * abs(derivative) + 1e-5)
    }
  }

  @Test func roundsRecoverEachTimeAndEndAtTheBudget() throws {
    let graph = try Zoo.leNet5(seed: 6)
    var pruner = ChannelPruner(to: .budget(try Budget(keeping: 0.5, of: graph)), by: .l1Norm)
    pruner.rounds = 3
    var costs: [Int] = []
    let pruned = try pruner.prune(graph) { smaller in
      try smaller.validate()
      costs.append(try NetworkCost(smaller).multiplyAccumulates)
      smaller.parameters["fc3.bias"]!.values[0] = 42
    }
    #expect(costs.count == 3 && costs == costs.sorted(by: >))
    #expect(costs[2] <= 416_520 / 2 && costs[0] > 416_520 / 2)
    #expect(pruned.parameters["fc3.bias"]!.values[0] == 42)
  }

  @Test func targetsThatCannotBeMetAreNamedBeforeAnythingIsTrained() throws {
    let graph = try Zoo.leNet5()
    func message(_ target: ChannelPruner.Target) -> String? {
      let error = #expect(throws: CompressionError.self) {
        try ChannelPruner(to: target, by: .l1Norm).prune(graph) { _ in Issue.record("recovered") }
      }
      return error?.description
    }
    #expect(message(.uniform(keep: 0)) == "cannot keep a share of 0.0; it must be above 0 and at most 1")
    #expect(message(.uniform(keep: .nan))?.hasPrefix("cannot keep a share of nan") == true)
    #expect(message(.ratios([.init("conv9", keep: 0.5)])) == "no layer with removable channels matches conv9")
    #expect(message(.budget(Budget(bytes: 100)))?.hasPrefix("cannot prune to 100 bytes") == true)
    #expect(message(.budget(Budget(multiplyAccumulates: 0)))?.hasPrefix("cannot prune to 0 mult") == true)
    #expect(throws: CompressionError.self) { try Budget(keeping: 1.5, of: graph) }
  }

  @Test func whatRecoveryThrowsIsHandedOn() throws {
    struct Refusal: Error, CustomStringConvertible { let description = "out of coffee" }
    let error = #expect(throws: CompressionError.self) {
      try ChannelPruner(to: .uniform(keep: 0.5), by: .l1Norm).prune(Zoo.leNet5()) { _ in throw Refusal() }
    }
    #expect(error?.description == "recovery after pruning failed: out of coffee")
  }
}

extension [Double] {
  /// `log Σ exp(x)`, without overflow.
  fileprivate var logSumOfExponentials: Double {
    let largest = self.max()!
    return largest + log(reduce(0) { $0 + exp($1 - largest) })
  }
}
