import ApusExporter
import ApusGraph
import ApusModel
import RuntimeTestSupport
import Testing

@Suite struct MemoryPlanTests {
  /// Graphs of random shape: each node takes values that were made up to six nodes before.
  private func random(seed: UInt64) -> QuantizedGraph {
    var random = RandomSource(seed: seed)
    let parameters = QuantizationParameters(scale: 0.1, zeroPoint: 3)
    var graph = QuantizedGraph(
      name: "random", inputShape: [6, 6, 4], input: parameters, preprocessing: .photograph, classNames: [],
      nodes: [])
    var names = [Graph.inputName]
    for number in 0..<(5 + random.integer(below: 20)) {
      func earlier() -> String { names[names.count - 1 - random.integer(below: min(6, names.count))] }
      let operation: ApusGraph.Operation
      var inputs = [earlier()]
      switch random.integer(below: 8) {
      case 0: operation = .relu(ReLU())
      case 1:
        operation = .add(Add())
        inputs.append(earlier())
      case 2: operation = .maxPool(MaxPool(window: Window(kernel: Size(3), padding: .same)))
      case 3: operation = .reshape(Reshape(shape: [6, 6, 4]))
      case 4: operation = .averagePool(AveragePool(window: Window(kernel: Size(1))))
      case 5:
        operation = .multiply(Multiply())
        inputs.append(earlier())
      case 6: operation = .subtract(Subtract(constant: ConstantOperand(shape: [4])))
      default: operation = .leakyReLU(LeakyReLU())
      }
      let name = "node\(number)"
      graph.nodes.append(
        QuantizedNode(
          name: name, operation: operation, inputs: inputs, output: parameters,
          operand: inputs.count == 1 && operation.body is Subtract
            ? QuantizedOperand(values: [1, 2, 3, 4], quantization: parameters) : nil))
      names.append(name)
    }
    return graph
  }

  @Test func valuesThatExistTogetherDoNotOverlap() throws {
    for seed in 0..<200 {
      let graph = random(seed: UInt64(seed))
      let plan = try Exporter.memoryPlan(for: graph)
      let loaded = try LoadedModel(graph)
      // The model is a view of bytes that the loaded one owns.
      defer { withExtendedLifetime(loaded) {} }
      let model = loaded.session.model
      #expect(plan.arenaBytes == model.arenaBytes)
      #expect(plan.lowerBound == model.arenaLowerBound)
      #expect(plan.arenaBytes >= plan.lowerBound)
      let end = plan.regions.reduce(0) { max($0, $1.offset + $1.byteCount) }
      #expect(plan.arenaBytes == (end + 15) / 16 * 16)
      for (number, first) in plan.regions.enumerated() {
        for (later, second) in plan.regions.enumerated().dropFirst(number + 1) {
          // In place begins where the other ends; a view is the same bytes.
          let isTogether = second.firstStep < first.lastStep
          let isApart =
            first.offset + first.byteCount <= second.offset
            || second.offset + second.byteCount <= first.offset
          let isView = model[operator: later - 1].kind == .view && first.offset == second.offset
          #expect(!isTogether || isApart || isView || sharesBytes(number, later, model))
        }
      }
    }
  }

  /// Whether two values are views of one.
  private func sharesBytes(_ first: Int, _ second: Int, _ model: Model) -> Bool {
    func root(_ value: Int) -> Int {
      var value = value
      while value > 0, model[operator: value - 1].kind == .view {
        value = model[operator: value - 1].input(0)
      }
      return value
    }
    return root(first) == root(second)
  }

  @Test func whatAnOperatorNoLongerNeedsIsOverwritten() throws {
    // A rectifier and a pool work in place; only the convolution needs two values at once.
    var builder = GraphBuilder(name: "chain", inputShape: [8, 8, 4], preprocessing: .photograph)
    builder.add("leaky", .leakyReLU(LeakyReLU()))
    builder.add("pool", .maxPool(MaxPool(2)))
    let graph = try QuantizedGraph.random(like: builder.build(seed: 1), seed: 1)
    let plan = try Exporter.memoryPlan(for: graph)
    #expect(plan.arenaBytes == 256)
    #expect(plan.lowerBound == 256)
    #expect(plan.regions.map(\.offset) == [0, 0, 0])
    #expect(plan.regions.map(\.name) == ["input", "leaky", "pool"])
  }
}
