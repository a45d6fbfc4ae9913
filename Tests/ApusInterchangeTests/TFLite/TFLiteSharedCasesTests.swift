import ApusInterchange
import FileTestSupport
import RuntimeTestSupport
import Testing

/// Networks as people have them, with the answers of TFLite Micro (of LiteRT for uint8) to inputs in the order of the calls.
@Suite(.enabled(if: sharedFile("cases/tflite") != nil, "needs ../shared/cases/tflite"))
struct TFLiteSharedCasesTests {
  /// The int8 elements of an array; those of uint8 less 128.
  private func integers(_ name: String) throws -> (rows: Int, values: [Int8]) {
    let array = try NumPyArray(path: #require(sharedFile("cases/tflite/\(name).npy")))
    switch array.elements {
    case .int8(let values): return (array.shape[0], values)
    case .uint8(let values): return (array.shape[0], values.map { Int8(bitPattern: $0 ^ 0x80) })
    case .float32, .int16, .int32: throw OtherElements()
    }
  }

  private struct OtherElements: Error {}

  @Test(arguments: [
    "binary-int8", "conv1d-int8", "div-int8", "elu-int8", "expand-dims-int8", "keras3-open-batch-int8",
    "lstm-int8",
    "maxpool-global-int8", "multilabel-int8", "open-batch-shape-pack-int8", "prelu-int8",
    "streaming-state-int8",
    "tanh-int8", "uint8-tf1",
  ])
  func answersAreTheSameBytes(_ name: String) throws {
    let path = try #require(sharedFile("cases/tflite/\(name).tflite"))
    guard case .int8(let graph) = try ForeignNetwork.read(path: path) else { throw OtherElements() }
    let model = try LoadedModel(graph)
    let (inputs, outputs) = (try integers("\(name)-input"), try integers("\(name)-output"))
    let (taken, made) = (inputs.values.count / inputs.rows, outputs.values.count / outputs.rows)
    model.restart()
    for row in 0..<inputs.rows {
      let found = model.step([Array(inputs.values[(row * taken)..<((row + 1) * taken)])])
      #expect(found == [Array(outputs.values[(row * made)..<((row + 1) * made)])], "input \(row)")
    }
  }
}
