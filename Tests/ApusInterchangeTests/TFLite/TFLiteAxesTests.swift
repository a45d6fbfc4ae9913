import ApusEngine
import ApusGraph
import ApusInterchange
import RuntimeTestSupport
import Testing

/// Operators on values of any rank, from the bytes of a `.tflite` file to outputs.
@Suite struct TFLiteAxesTests {
  @Test(arguments: [
    "pack", "unpack", "expand_dims", "any_pad", "pad_v2", "space_to_depth", "depth_to_space", "any_transpose",
    "any_concatenation", "any_slice", "dilated", "open_batch", "gather", "mirror_pad", "backwards",
    "dense_rows",
  ])
  func int8EqualsTensorFlowLiteMicroByteForByte(_ kind: String) throws {
    for (number, fixture) in try TFLiteFixture.int8(kind).enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: kind).int8()
      let found = try LoadedModel(graph).run(fixture.int8Input)
      #expect(found == fixture.int8Output, "case \(number) of \(kind)")
    }
  }

  @Test(arguments: [
    "pack", "unpack", "expand_dims", "any_pad", "pad_v2", "mirror_pad", "gather", "space_to_depth",
    "depth_to_space",
    "any_transpose", "any_concatenation", "any_slice", "backwards", "dilated", "dense_rows", "open_batch",
  ])
  func floatAgreesWithTensorFlowLiteMicro(_ kind: String) throws {
    for (number, fixture) in try TFLiteFixture.float(kind).enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: kind).float()
      let engine = try Engine(graph, batchSize: 1, mode: .inference)
      _ = engine.input.update(fromContentsOf: fixture.floatInput)
      try engine.forward()
      #expect(engine.output.count == fixture.floatOutput.count)
      for (found, expected) in zip(engine.output, fixture.floatOutput) {
        #expect(abs(found - expected) < 1e-4, "case \(number) of \(kind)")
      }
    }
  }
}
