import ApusEngine
import ApusGraph
import ApusInterchange
import ApusRuntime
import FileTestSupport
import Foundation
import RuntimeTestSupport
import Testing

private let missing = Comment("no shared golden files")
private func isShared(_ name: String) -> Bool {
  sharedFile("golden/\(name)") != nil && sharedFile("models/mlperf-tiny") != nil
}

/// The MLPerf Tiny reference networks, whole.
@Suite struct TFLiteNetworkTests {
  private func elements(_ name: String, _ file: String) throws -> NumPyArray {
    try NumPyArray(path: try #require(sharedFile("golden/\(name)/\(file).npy")))
  }

  private func read(_ name: String) throws -> ImportedNetwork {
    try TFLite.read(path: try #require(sharedFile("models/mlperf-tiny/\(name).tflite")))
  }

  @Test(
    .enabled(if: isShared("ic-resnet8"), missing),
    arguments: ["ic-resnet8", "kws-dscnn", "vww-mobilenet-v1-025", "ad-autoencoder"], KernelLevel.available)
  func int8OutputsAreTensorFlowLiteMicrosByteForByte(_ name: String, _ level: KernelLevel) throws {
    let model = try LoadedModel(try read("\(name)-int8").int8(), level: level)
    guard case .int8(let inputs) = try elements(name, "int8-input").elements,
      case .int8(let outputs) = try elements(name, "int8-output").elements
    else {
      Issue.record("the golden files are of other types")
      return
    }
    var found: [Int8] = []
    let count = inputs.count / 16
    for sample in 0..<16 { found += model.run(Array(inputs[(sample * count)..<((sample + 1) * count)])) }
    #expect(found == outputs)
  }

  @Test(.enabled(if: isShared("ic-resnet8"), missing))
  func inputsAndOutputsAreCalledAsInTheFileAndTheirMeaningIsInferred() throws {
    let float = try read("ic-resnet8-float32").float()
    #expect(float.inputs.map(\.name) == ["input_1"])
    #expect(float.outputs.map(\.name) == ["Identity"] && float.outputs.map(\.meaning) == [.probabilities])
    #expect(float.outputs[0].node == float.nodes.last?.name)
    let int8 = try read("ad-autoencoder-int8").int8()
    #expect(int8.outputs.map(\.meaning) == [.logits] && int8.inputs[0].name != int8.outputs[0].name)
  }

  private func floatOutputs(_ name: String) throws -> (found: [Float], golden: [Float]) {
    let graph = try read("\(name)-float32").float()
    guard case .float32(let inputs) = try elements(name, "float32-input").elements,
      case .float32(let golden) = try elements(name, "float32-output").elements
    else {
      Issue.record("the golden files are of other types")
      return ([], [])
    }
    let engine = try Engine(graph, batchSize: 16, mode: .inference)
    _ = engine.input.update(fromContentsOf: inputs)
    try engine.forward()
    return (Array(engine.output), golden)
  }

  @Test(
    .enabled(if: isShared("ic-resnet8"), missing),
    arguments: ["ic-resnet8", "vww-mobilenet-v1-025", "ad-autoencoder"])
  func floatOutputsAreTensorFlowLites(_ name: String) throws {
    let (found, golden) = try floatOutputs(name)
    #expect(found.count == golden.count && !found.isEmpty)
    for (found, expected) in zip(found, golden) {
      #expect(abs(found - expected) < 1e-4 * max(1, abs(expected)))
    }
  }

  /// This network's weights are int8. TFLite rounds the activations too, which moves its own answers by up to a
  /// tenth from kernel to kernel; the fixture is what LiteRT answers with the weights as floats.
  @Test(.enabled(if: isShared("kws-dscnn"), missing)) func dynamicRangeWeightsBecomeFloats() throws {
    let (found, golden) = try floatOutputs("kws-dscnn")
    let expected = try TFLiteFixture.decode([[Float]].self, "kws-dequantized").flatMap(\.self)
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-4) }
    for (found, golden) in zip(found, golden) { #expect(abs(found - golden) < 0.1) }
  }

  @Test(.enabled(if: isShared("vww-mobilenet-v1-025"), missing)) func preprocessingFollowsFromTheScale()
    throws
  {
    let images = try read("vww-mobilenet-v1-025-int8").int8()
    #expect(images.preprocessing.offset == [0])
    #expect(abs(images.preprocessing.divisor[0] - 255) < 1e-3)
    #expect(images.inputs[0].pixelRows == [Array(-128...127)])
    let pixels = try read("ic-resnet8-int8").int8()
    #expect(pixels.preprocessing.offset == [0] && pixels.preprocessing.divisor == [1])
  }
}
