import ApusGraph
import ApusInterchange
import Foundation
import Testing

/// A small model made by the flatbuffers library, its input and TFLite Micro's answer, as `Tools/check-tflite`
/// writes them.
struct TFLiteFixture: Decodable {
  var model: Data
  var input: Data
  var output: Data

  var bytes: [UInt8] { Array(model) }
  var int8Input: [Int8] { input.map { Int8(bitPattern: $0) } }
  var int8Output: [Int8] { output.map { Int8(bitPattern: $0) } }
  var floatInput: [Float] { Self.floats(input) }
  var floatOutput: [Float] { Self.floats(output) }

  private static func floats(_ data: Data) -> [Float] {
    data.withUnsafeBytes { buffer in
      (0..<buffer.count / 4).map { buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  /// The int8 cases of a kind of operator.
  static func int8(_ kind: String) throws -> [TFLiteFixture] {
    try #require(try decode([String: [TFLiteFixture]].self, "tflite")[kind])
  }

  /// The float cases of a kind of operator.
  static func float(_ kind: String) throws -> [TFLiteFixture] {
    try #require(try decode([String: [TFLiteFixture]].self, "tflite-float")[kind])
  }

  /// A file of the fixtures' folder.
  static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
    let folder = Bundle.module.resourceURL!.appendingPathComponent("Fixtures")
    let data = try Data(contentsOf: folder.appendingPathComponent("\(name).json"))
    return try JSONDecoder().decode(type, from: data)
  }
}

extension ImportedNetwork {
  /// The int8 network; a failure for a float one.
  func int8() throws -> QuantizedGraph {
    guard case .int8(let graph) = self else { throw WrongKind() }
    return graph
  }

  /// The float network; a failure for an int8 one.
  func float() throws -> Graph {
    guard case .float(let graph) = self else { throw WrongKind() }
    return graph
  }

  private struct WrongKind: Error {}
}
