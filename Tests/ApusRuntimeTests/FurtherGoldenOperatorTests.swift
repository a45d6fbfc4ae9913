import ApusExporter
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Reductions, quotients, matrices and functions by table, through quantized graph, exporter, reader and session, against
/// TFLite Micro's reference kernels (`Tools/golden-operators` made the fixtures).
@Suite struct FurtherGoldenOperatorTests {
  @Test(
    arguments: [
      "prelu", "divide", "squaredDifference", "mean", "sum", "reduceMaximum", "reduceMinimum",
      "matrixProduct",
      "logSoftmax", "l2Normalization", "elu", "absolute", "reciprocalSquareRoot", "denseOfPositions",
    ], KernelLevel.available)
  func equalsTensorFlowLiteMicroByteForByte(_ kind: String, _ level: KernelLevel) throws {
    let cases = try FurtherGoldenCase.load(kind)
    #expect(!cases.isEmpty)
    for (number, golden) in cases.enumerated() {
      for form in FileForm.allCases {
        let model = try LoadedModel(golden.graph(kind), form: form, level: level)
        #expect(model.step(golden.given) == [golden.expected], "case \(number) of \(kind), \(level), \(form)")
      }
    }
  }
}
