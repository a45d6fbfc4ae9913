import ApusEngine
import ApusGraph
import ApusInterchange
import Testing

/// Recurrent layers of ONNX: one direction and both, states that are given, zero or given out.
@Suite struct ONNXRecurrentTests {
  @Test(arguments: ["lstm", "gru", "rnn"]) func layersAgreeWithONNXRuntime(_ kind: String) throws {
    let fixtures = try #require(
      try TFLiteFixture.decode([String: [ONNXFixture]].self, "onnx-recurrent")[kind])
    for (number, fixture) in fixtures.enumerated() {
      let graph = try ONNX.network(from: fixture.bytes, name: kind).float()
      let engine = try Engine(graph, batchSize: 1, mode: .inference)
      for (input, data) in zip(graph.inputs, fixture.inputs) {
        let values = ONNXFixture.floats(data)
        try #require(engine.input(input.name)!.count == values.count, "case \(number)")
        _ = engine.input(input.name)!.update(fromContentsOf: values)
      }
      try engine.forward()
      try #require(graph.outputs.count == fixture.outputs.count)
      for (output, data) in zip(graph.outputs, fixture.outputs) {
        let (found, expected) = (engine.output(output.name)!, ONNXFixture.floats(data))
        try #require(found.count == expected.count, "case \(number)")
        for (one, other) in zip(found, expected) { #expect(abs(one - other) <= 1e-5, "case \(number)") }
      }
    }
  }
}
