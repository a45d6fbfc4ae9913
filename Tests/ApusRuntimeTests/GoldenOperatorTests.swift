import ApusRuntime
import RuntimeTestSupport
import Testing

/// Every operator, through quantized graph, exporter, reader and session, against TFLite Micro's reference
/// kernels (`Tools/golden-operators` made the fixtures and makes as many more as one likes).
@Suite struct GoldenOperatorTests {
  @Test(
    arguments: [
      "convolution", "depthwiseConvolution", "dense", "maxPool", "averagePool", "globalAveragePool", "add",
      "relu", "relu6", "leakyReLU", "softmax", "concatenate", "pad", "rescale",
      "subtract", "multiply", "addConstant", "sigmoid", "hardSwish",
    ], KernelLevel.available)
  func equalsTensorFlowLiteMicroByteForByte(_ kind: String, _ level: KernelLevel) throws {
    let cases = try GoldenCase.load(kind)
    #expect(!cases.isEmpty)
    for (number, golden) in cases.enumerated() {
      let model = try LoadedModel(golden.graph(kind), level: level)
      let found = model.run(golden.input)
      #expect(found == golden.expected, "case \(number) of \(kind), \(level)")
    }
  }
}
