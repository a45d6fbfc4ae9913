import ApusCompression
import ApusGraph
import Testing

/// Normalizations that are written as five nodes become one of integers, where that loses less.
@Suite struct ChannelNormalizationTests {
  /// The channels of an input divided by the root of their mean square and a number.
  private func network(epsilon: Float, divides: Bool) -> Graph {
    let input = NetworkInput(name: "x", shape: [4, 5, 24], preprocessing: nil)
    var graph = Graph(name: "network", inputs: [input])
    func add(_ name: String, _ operation: Operation, _ inputs: [String]) {
      graph.nodes.append(Node(name: name, operation: operation, inputs: inputs))
    }
    add("square", .function(Function(.square)), ["x"])
    add("mean", .reduce(Reduce(kind: .mean, axes: [2])), ["square"])
    add("sum", .add(Add(constant: ConstantOperand(shape: [1]))), ["mean"])
    add("factor", .function(Function(divides ? .squareRoot : .reciprocalSquareRoot)), ["sum"])
    add("column", .reshape(Reshape(shape: [4, 5, 1])), ["factor"])
    add("normalized", divides ? .divide(Divide()) : .multiply(Multiply()), ["x", "column"])
    graph.parameters["sum.operand"] = Tensor(shape: [1], values: [epsilon])
    return graph
  }

  /// The names of the quantized graph's nodes, on vectors whose lengths are alike or differ by up to a factor of 30.
  private func names(_ graph: Graph, lengthsDiffer: Bool) throws -> [String] {
    var random = RandomSource(seed: 3, stream: 0)
    var values: [Float] = []
    for position in 0..<20 * 16 {
      let size: Float = lengthsDiffer && position % 2 == 0 ? 1 / 30 : 1
      for _ in 0..<24 { values.append(size * random.uniform(-1, 1)) }
    }
    let samples = CalibrationSamples(["x": values], count: 16)
    let quantized = try Quantizer().quantize(graph, calibration: samples)
    // The report has the same values.
    let report = try QuantizationReport(quantized, of: graph, on: samples)
    #expect(report.values.map(\.name) == ["x"] + quantized.nodes.map(\.name))
    return quantized.nodes.map(\.name)
  }

  @Test(arguments: [false, true])
  func vectorsOfLengthOneTakeThePlaceOfFiveNodesWhereLengthsDiffer(_ divides: Bool) throws {
    let graph = network(epsilon: 1e-6, divides: divides)
    #expect(try names(graph, lengthsDiffer: true) == ["normalized.unit", "normalized"])
    #expect(try names(graph, lengthsDiffer: false) == graph.nodes.map(\.name))
  }

  /// What is added to the means changes some of them.
  @Test func whatIsNotSmallStays() throws {
    let graph = network(epsilon: 0.5, divides: false)
    #expect(try names(graph, lengthsDiffer: true) == graph.nodes.map(\.name))
  }
}
