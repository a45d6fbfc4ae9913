import ApusEngine
import ApusGraph
import ApusInterchange
import RuntimeTestSupport
import Testing

/// Single operators, from the bytes of a `.tflite` file to outputs.
@Suite struct TFLiteOperatorTests {
  @Test(arguments: [
    "add", "average_pool", "concatenation", "convolution", "dense", "depthwise_convolution", "float_ends",
    "leaky_relu", "max_pool", "mean", "pad", "quantize", "relu", "relu6", "reshape", "softmax", "squeeze",
    "uint8_ends", "add_broadcast", "add_constant", "grown_constant", "hard_swish", "logistic", "multiply",
    "multiply_broadcast", "multiply_constant", "squeeze_and_excite", "subtract", "subtract_broadcast",
    "subtract_constant", "vectors",
    "strided_slice", "strided_slice_masks", "slice", "split", "split_v",
    "transpose", "resize_nearest", "resize_bilinear", "transpose_conv", "tanh", "extremum",
  ])
  func int8EqualsTensorFlowLiteMicroByteForByte(_ kind: String) throws {
    for (number, fixture) in try TFLiteFixture.int8(kind).enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: kind).int8()
      let found = try LoadedModel(graph).run(fixture.int8Input)
      #expect(found == fixture.int8Output, "case \(number) of \(kind)")
    }
  }

  @Test(arguments: [
    "add", "average_pool", "concatenation", "convolution", "dense", "depthwise_convolution", "leaky_relu",
    "max_pool", "mean", "pad", "relu", "relu6", "reshape", "softmax", "squeeze", "add_broadcast",
    "add_constant", "grown_constant", "hard_swish", "logistic", "multiply", "multiply_broadcast",
    "multiply_constant", "squeeze_and_excite", "subtract", "subtract_broadcast", "subtract_constant",
    "vectors",
    "strided_slice", "strided_slice_masks", "slice", "split", "split_v",
    "transpose", "resize_nearest", "resize_bilinear", "transpose_conv", "tanh", "extremum",
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

  @Test func int8InputsAreThePixelLess128() throws {
    let fixture = try #require(try TFLiteFixture.int8("convolution").first)
    let graph = try TFLite.network(from: fixture.bytes, name: "convolution").int8()
    #expect(graph.inputs[0].pixelRows == [Array(-128...127)])
    #expect(graph.preprocessing.offset == [Float(graph.input.zeroPoint + 128)])

    let other = Preprocessing(style: .photograph, offset: [10], divisor: [3])
    let changed = try TFLite.network(
      from: fixture.bytes, name: "convolution", options: .init(preprocessing: other)
    ).int8()
    #expect(changed.preprocessing == other)
    #expect(try LoadedModel(changed).run(fixture.int8Input) == fixture.int8Output)
  }

  @Test func nodesAreCalledByOperatorAndPlace() throws {
    let fixture = try #require(try TFLiteFixture.float("concatenation").first)
    let graph = try TFLite.network(from: fixture.bytes, name: "joined").float()
    #expect(graph.name == "joined")
    #expect(graph.nodes.first?.name == "conv_2d_0")
    #expect(graph.nodes.last?.name.hasPrefix("concatenation_") == true)
  }
}
