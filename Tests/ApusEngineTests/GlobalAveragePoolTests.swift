import ApusEngine
import ApusGraph
import Testing

/// The mean of large maps.
@Suite struct GlobalAveragePoolTests {
  /// Half a million numbers around 100, whose sum in single precision would lose the fifth digit.
  @Test func meansOfLargeMapsKeepTheirDigits() throws {
    let graph = Graph(
      name: "mean", inputShape: [720, 720, 2], preprocessing: nil,
      nodes: [
        Node(name: "mean", operation: .globalAveragePool(GlobalAveragePool()), inputs: [Graph.inputName])
      ])
    let engine = try Engine(graph, batchSize: 1, mode: .inference)
    var random = RandomSource(seed: 7)
    let values = (0..<720 * 720 * 2).map { Float(100 + $0 % 2) + Float.random(in: -1...1, using: &random) }
    _ = engine.input(Graph.inputName)!.update(fromContentsOf: values)
    try engine.forward()
    let means = (0..<2).map { channel in
      stride(from: channel, to: values.count, by: 2).reduce(0.0) { $0 + Double(values[$1]) } / (720 * 720)
    }
    for (found, mean) in zip(engine.output(graph.outputs[0].name)!, means) {
      #expect(abs(Double(found) - mean) < 2e-6 * mean)
    }
  }
}
