import ApusExporter
import ApusGraph
import ApusInterchange
import FileTestSupport
import RuntimeTestSupport
import Testing

/// Layers that keep variables from run to run.
@Suite struct TFLiteRecurrentTests {
  private static let path = sharedFile("cases/tflite/lstm-int8.tflite")

  /// The variables last from run to run, as in TFLite Micro.
  @Test(.enabled(if: path != nil)) func aSequenceLSTMGivesTFLiteMicrosBytes() throws {
    let folder = Self.path!.dropLast("lstm-int8.tflite".count)
    guard case .int8(let graph) = try TFLite.read(path: Self.path!) else {
      Issue.record("not an int8 network")
      return
    }
    #expect(graph.states.map(\.elementType) == [.int8, .int16])
    let inputs = try Self.bytes("\(folder)lstm-int8-input.npy")
    let outputs = try Self.bytes("\(folder)lstm-int8-output.npy")
    let loaded = try LoadedModel(graph)
    let (width, height) = (loaded.session.input.count, loaded.session.output.count)
    try #require(inputs.count == 8 * width && outputs.count == 8 * height)
    for run in 0..<8 {
      let pixels = inputs[run * width..<(run + 1) * width].map { Int8(Int($0) - 128) }
      let found = loaded.step([pixels])[0].map { UInt8(Int($0) + 128) }
      #expect(found == Array(outputs[run * height..<(run + 1) * height]), "run \(run)")
    }
  }

  private static func bytes(_ path: String) throws -> [UInt8] {
    guard case .uint8(let values) = try NumPyArray(path: path).elements else { return [] }
    return values
  }
}
