import ApusEngine
import ApusGraph
import ApusInterchange
import Testing

/// Small networks, from the bytes of an `.onnx` file to outputs.
@Suite struct ONNXOperatorTests {
  @Test func floatAgreesWithONNXRuntime() throws {
    let kinds = try ONNXFixture.all()
    #expect(kinds.count >= 9)
    for (kind, fixtures) in kinds.sorted(by: { $0.key < $1.key }) {
      for (number, fixture) in fixtures.enumerated() {
        let graph = try ONNX.network(from: fixture.bytes, name: kind).float()
        let engine = try Engine(graph, batchSize: 1, mode: .inference)
        for (input, data) in zip(graph.inputs, fixture.inputs) {
          let values = ONNXFixture.floats(data)
          try #require(engine.input(input.name)!.count == values.count, "case \(number) of \(kind)")
          _ = engine.input(input.name)!.update(fromContentsOf: values)
        }
        try engine.forward()
        #expect(graph.outputs.count == fixture.outputs.count)
        for (output, data) in zip(graph.outputs, fixture.outputs) {
          let (found, expected) = (engine.output(output.name)!, ONNXFixture.floats(data))
          #expect(found.count == expected.count, "case \(number) of \(kind)")
          let largest = max(1, expected.map(abs).max() ?? 0)
          for (one, other) in zip(found, expected) {
            #expect(abs(one - other) <= 1e-5 * largest, "case \(number) of \(kind)")
          }
        }
      }
    }
  }

  /// Channels are brought last by the choice of layout, not by nodes.
  @Test func noTranspositionIsLeftInside() throws {
    let fixtures = try ONNXFixture.all()
    for kind in ["convolution", "scaled_convolution", "dense", "pool", "transposed_convolution"] {
      for (number, fixture) in try #require(fixtures[kind]).enumerated() where kind != "dense" || number < 3 {
        let graph = try ONNX.network(from: fixture.bytes, name: kind).float()
        #expect(!graph.nodes.contains { $0.operation.name == "transpose" }, "case \(number) of \(kind)")
      }
    }
  }

  @Test func biasesAndFactorsBehindAConvolutionBecomePartOfIt() throws {
    let fixtures = try #require(try ONNXFixture.all()["scaled_convolution"])
    let counts = try fixtures.map { try ONNX.network(from: $0.bytes, name: "x").float().nodes.count }
    #expect(counts == [1, 1, 4])
  }
}
