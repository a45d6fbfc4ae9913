import ApusEngine
import ApusGraph
import ApusInterchange
import RuntimeTestSupport
import Testing

/// Operators on values of any rank, from the bytes of a `.tflite` file to outputs.
@Suite struct TFLiteAxesTests {
  @Test(arguments: [
    "pack", "unpack", "expand_dims", "any_pad", "pad_v2", "space_to_depth", "depth_to_space", "any_transpose",
    "any_concatenation", "any_slice", "dilated", "open_batch", "gather", "gather_nd", "select", "mirror_pad",
    "backwards",
    "dense_rows",
  ])
  func int8EqualsTensorFlowLiteMicroByteForByte(_ kind: String) throws {
    for (number, fixture) in try TFLiteFixture.int8(kind).enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: kind).int8()
      // Of a batch the network takes a sample at a time.
      let (input, size) = (fixture.int8Input, graph.inputShape.count)
      try #require(input.count % size == 0, "case \(number) of \(kind)")
      let model = try LoadedModel(graph)
      let found = stride(from: 0, to: input.count, by: size).flatMap {
        model.run(Array(input[$0..<$0 + size]))
      }
      #expect(found == fixture.int8Output, "case \(number) of \(kind)")
    }
  }

  @Test(arguments: [
    "pack", "unpack", "expand_dims", "any_pad", "pad_v2", "mirror_pad", "gather", "gather_nd", "select",
    "space_to_depth",
    "depth_to_space",
    "any_transpose", "any_concatenation", "any_slice", "backwards", "dilated", "dense_rows", "open_batch",
  ])
  func floatAgreesWithTensorFlowLiteMicro(_ kind: String) throws {
    for (number, fixture) in try TFLiteFixture.float(kind).enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: kind).float()
      let (input, size) = (fixture.floatInput, graph.inputShape.count)
      try #require(input.count % size == 0, "case \(number) of \(kind)")
      let engine = try Engine(graph, batchSize: input.count / size, mode: .inference)
      _ = engine.input.update(fromContentsOf: input)
      try engine.forward()
      #expect(engine.output.count == fixture.floatOutput.count)
      for (found, expected) in zip(engine.output, fixture.floatOutput) {
        #expect(abs(found - expected) < 1e-4, "case \(number) of \(kind)")
      }
    }
  }
}
