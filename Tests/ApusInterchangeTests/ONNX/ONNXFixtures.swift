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
    try ["onnx", "onnx-computed", "onnx-models"].reduce(into: [:]) { all, name in
      all.merge(try TFLiteFixture.decode([String: [ONNXFixture]].self, name)) { first, _ in first }
    }
  }
}
