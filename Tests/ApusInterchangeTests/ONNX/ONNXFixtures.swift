import ApusGraph
import ApusInterchange
import Foundation
import Testing

/// A small network made by the onnx library, inputs channels last, and ONNX Runtime's answers, as `Tools/check-onnx` writes
/// them.
struct ONNXFixture: Decodable {
  var model: Data
  var inputs: [Data]
  var outputs: [Data]

  var bytes: [UInt8] { Array(model) }

  /// The reals in some data.
  static func floats(_ data: Data) -> [Float] {
    data.withUnsafeBytes { buffer in
      (0..<buffer.count / 4).map { buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  /// All cases, by kind.
  static func all() throws -> [String: [ONNXFixture]] {
    let plain = try TFLiteFixture.decode([String: [ONNXFixture]].self, "onnx")
    let computed = try TFLiteFixture.decode([String: [ONNXFixture]].self, "onnx-computed")
    return plain.merging(computed) { first, _ in first }
  }
}
