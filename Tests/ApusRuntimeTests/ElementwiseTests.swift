import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Element-wise operators on operands of all extents that go together, constants among them, in place where they
/// may be, against the meaning of their numbers.
@Suite struct ElementwiseTests {
  @Test func randomPairsAreNearTheRealResult() throws {
    var random = RandomSource(seed: 12)
    var inPlace = 0
    for round in 0..<400 {
      let extents = (0..<3).map { _ in 1 + random.integer(below: 5) }
      func smaller() -> Shape { Shape(extents.map { random.integer(below: 2) == 0 ? 1 : $0 }) }
      let constant = ConstantOperand(shape: smaller(), isFirst: random.integer(below: 2) == 0)
      let operation: ApusGraph.Operation =
        switch round % 3 {
        case 0: .add(Add(constant: constant))
        case 1: .subtract(Subtract(constant: constant))
        default: .multiply(Multiply(constant: constant))
        }
      let input = random.integer(below: 2) == 0 ? Shape(extents) : smaller()
      func parameters() -> QuantizationParameters {
        QuantizationParameters(scale: random.uniform(0.02, 0.1), zeroPoint: random.integer(below: 256) - 128)
      }
      let operand = QuantizedOperand(
        values: random.integers(constant.shape.count), quantization: parameters())
      let graph = QuantizedGraph(
        name: "pair", inputShape: input, input: parameters(), preprocessing: .photograph, classNames: [],
        nodes: [
          QuantizedNode(
            name: "pair", operation: operation, inputs: [Graph.inputName],
            output: QuantizationParameters(scale: 0.2, zeroPoint: 5), operand: operand)
        ])
      let loaded = try LoadedModel(graph)
      defer { withExtendedLifetime(loaded) {} }
      let model = loaded.session.model
      if model.output.offset == model.input.offset { inPlace += 1 }
      let values = random.integers(input.count)
      let found = loaded.run(values)

      let reals = values.map { real($0, graph.input) }
      let constants = operand.values.map { real($0, operand.quantization) }
      let pair = constant.isFirst ? (constants, reals) : (reals, constants)
      let shapes = constant.isFirst ? (constant.shape, input) : (input, constant.shape)
      var expected: [Int] = []
      try Broadcast(shapes.0, shapes.1).forEach { first, second in
        let (a, b) = (pair.0[first], pair.1[second])
        let result = round % 3 == 0 ? a + b : round % 3 == 1 ? a - b : a * b
        expected.append(Int(max(-128, min(127, (result / 0.2).rounded() + 5))))
      }
      #expect(found.count == expected.count)
      #expect(zip(found, expected).allSatisfy { abs(Int($0) - $1) <= 1 }, "round \(round)")
    }
    #expect(inPlace > 100)
  }

  @Test func theLogisticFunctionIsNearTheExactOne() throws {
    for (scale, zeroPoint) in [(0.05, 0), (0.001, -128), (0.3, 40), (0.9, 0)] as [(Float, Int)] {
      let found = try table(
        .sigmoid(Sigmoid()), QuantizationParameters(scale: scale, zeroPoint: zeroPoint),
        QuantizationParameters(scale: 1 / 256, zeroPoint: -128))
      for integer in -128...127 {
        let exact = 1 / (1 + exponential(-Double(scale) * Double(integer - zeroPoint)))
        #expect(abs(Double(found[integer + 128]) + 128 - min(exact * 256, 255)) <= 0.51)
      }
      #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
    }
  }

  @Test func hardSwishIsNearTheExactOne() throws {
    for (scale, zeroPoint) in [(0.05, 0), (0.01, -128), (0.08, 40)] as [(Float, Int)] {
      let output = QuantizationParameters(scale: 0.06, zeroPoint: -100)
      let found = try table(
        .hardSwish(HardSwish()), QuantizationParameters(scale: scale, zeroPoint: zeroPoint), output)
      for integer in -128...127 {
        let x = Double(scale) * Double(integer - zeroPoint)
        let exact = x * min(max(x + 3, 0), 6) / 6 / Double(output.scale) + Double(output.zeroPoint)
        #expect(abs(Double(found[integer + 128]) - min(max(exact, -128), 127)) <= 1)
      }
    }
  }

  private func real(_ integer: Int8, _ map: QuantizationParameters) -> Double {
    Double(map.scale) * Double(Int(integer) - map.zeroPoint)
  }

  /// What an operator makes of each int8.
  private func table(
    _ operation: ApusGraph.Operation, _ input: QuantizationParameters, _ output: QuantizationParameters
  ) throws -> [Int8] {
    let graph = QuantizedGraph(
      name: "lookup", inputShape: [16, 16, 1], input: input, preprocessing: .photograph, classNames: [],
      nodes: [
        QuantizedNode(name: "lookup", operation: operation, inputs: [Graph.inputName], output: output)
      ])
    return try LoadedModel(graph).run((-128...127).map { Int8($0) })
  }

  /// `exp(x)` by its series, halved until that converges quickly.
  private func exponential(_ x: Double) -> Double {
    if abs(x) > 0.5 {
      let half = exponential(x / 2)
      return half * half
    }
    var (term, sum) = (1.0, 1.0)
    for index in 1..<20 {
      term *= x / Double(index)
      sum += term
    }
    return sum
  }
}
