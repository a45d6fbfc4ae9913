import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

@Suite struct PixelInputTests {
  private func inputs(
    _ preprocessing: Preprocessing, scale: Float, zeroPoint: Int, by encoding: PixelRecord.Encoding
  ) throws -> [Int8] {
    let parameters = QuantizationParameters(scale: scale, zeroPoint: zeroPoint)
    let graph = QuantizedGraph(
      name: "pixels", inputShape: [16, 16, 3], input: parameters, preprocessing: preprocessing,
      classNames: [],
      nodes: [QuantizedNode(name: "relu", operation: .relu(ReLU()), inputs: ["input"], output: parameters)])
    let session = try LoadedModel(graph)
    let pixels = (0..<768).map { UInt8(truncatingIfNeeded: $0 / 3) }
    let rule = try #require(session.session.model.metadata().pixels(ofInput: 0))
    #expect(rule.encoding == encoding)
    pixels.withUnsafeBufferPointer { session.session.setInput(pixels: $0, by: rule) }
    return Array(session.session.input)
  }

  @Test func oneWholeOffsetNeedsNoTable() throws {
    let found = try inputs(.photograph, scale: 1 / 64, zeroPoint: -8, by: .shifted)
    for index in 0..<768 { #expect(Int(found[index]) == index / 3 - 128) }
  }

  @Test func channelsHaveLinesOfTheirOwn() throws {
    let preprocessing = Preprocessing(
      style: .photograph, offset: [123.675, 116.28, 103.53], divisor: [58.395, 57.12, 57.375])
    let found = try inputs(preprocessing, scale: 0.0187, zeroPoint: -14, by: .linear)
    for index in 0..<768 {
      let offset = Double(preprocessing.offset[index % 3])
      let divisor = Double(preprocessing.divisor[index % 3])
      let steps = (Double(index / 3) - offset) / divisor / Double(Float(0.0187))
      let expected = steps.rounded(.toNearestOrAwayFromZero) - 14
      #expect(Double(found[index]) == max(-128, min(127, expected)))
    }
  }
}
