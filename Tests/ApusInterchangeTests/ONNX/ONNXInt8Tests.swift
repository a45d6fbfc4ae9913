import ApusGraph
import ApusInterchange
import RuntimeTestSupport
import Testing

/// Int8 networks keep the file's scales and weights; answers are ONNX Runtime's to one step, where it rounds halves to even
/// and rescales in float.
@Suite struct ONNXInt8Tests {
  @Test func int8IsWithinOneStepOfONNXRuntime() throws {
    let kinds = try TFLiteFixture.decode([String: [ONNXFixture]].self, "onnx-int8")
    #expect(kinds.count == 4)
    for (kind, fixtures) in kinds {
      for fixture in fixtures {
        let graph = try ONNX.network(from: fixture.bytes, name: kind).int8()
        let parameters = try #require(graph.nodes.first { $0.name == graph.outputs[0].node }).output
        let found = try LoadedModel(graph).run(fixture.inputs[0].map { Int8(bitPattern: $0) })
        let expected = ONNXFixture.floats(fixture.outputs[0]).map { parameters.quantized($0) }
        #expect(found.count == expected.count)
        for (one, other) in zip(found, expected) {
          #expect(abs(Int(one) - Int(other)) <= 1, "\(kind): \(found) instead of \(expected)")
        }
        #expect(Set(expected).count > 2, "\(kind)")
      }
    }
  }

  @Test func scalesAndWeightsAreTheFiles() throws {
    let kinds = try TFLiteFixture.decode([String: [ONNXFixture]].self, "onnx-int8")
    let bytes = try #require(kinds["between"]?.first).bytes
    let graph = try ONNX.network(from: bytes, name: "x").int8()
    #expect(graph.input == QuantizationParameters(scale: 0.02, zeroPoint: 3))
    #expect(graph.nodes.map(\.operation.name) == ["convolution", "maxPool", "flatten", "dense"])
    #expect(graph.nodes[0].activation == .relu)
    #expect(graph.nodes[0].weights?.scales.count == 6)
    #expect(graph.nodes.last?.weights?.scales == [0.003])
    #expect(graph.nodes.last?.output == QuantizationParameters(scale: 0.04, zeroPoint: 5))
  }
}
