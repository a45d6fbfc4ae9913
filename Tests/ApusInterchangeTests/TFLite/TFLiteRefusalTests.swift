import ApusExporter
import ApusFiles
import ApusGraph
import ApusInterchange
import FileTestSupport
import Foundation
import Testing

/// What is not supported is refused by name; damage of any kind is a typed error or a sound network.
@Suite struct TFLiteRefusalTests {
  private struct Refused: Decodable {
    var words: [String]
    var model: Data
  }

  @Test func whatIsNotSupportedIsNamed() throws {
    let cases = try TFLiteFixture.decode([Refused].self, "tflite-refused")
    #expect(cases.count > 15)
    for refused in cases {
      let error = #expect(throws: TFLiteError.self, "\(refused.words)") {
        try TFLite.network(from: Array(refused.model), name: "x")
      }
      for word in refused.words {
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "") lacks \(word)")
      }
    }
  }

  @Test func otherFilesAreNotTFLite() {
    #expect(throws: TFLiteError.notTFLite) { try TFLite.network(from: [], name: "x") }
    #expect(throws: TFLiteError.notTFLite) {
      try TFLite.network(from: Array("no model at all".utf8), name: "x")
    }
    #expect(throws: InterchangeError.file(.notFound(path: "/nowhere/a.tflite"))) {
      try TFLite.read(path: "/nowhere/a.tflite")
    }
  }

  /// A root of the given position and words of 32 bits after the mark.
  private func file(root: UInt32, _ words: [UInt32]) -> [UInt8] {
    let mark = UInt32(littleEndian: 0x334C_4654)
    return ([root, mark] + words).flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
  }

  @Test func referencesThatLeadNowhereAreRefused() {
    // A root beyond the end, a vtable before the beginning, one beyond the end, and a table that is its own vtable.
    for bytes in [
      file(root: 0xFFFF_FFFF, []), file(root: 8, [100]), file(root: 8, [0x8000_0000]), file(root: 8, [0]),
      file(root: 8, [0x7FFF_FFFF, 0]), file(root: 4, []),
    ] {
      #expect(throws: TFLiteError.self) { try TFLite.network(from: bytes, name: "x") }
    }
    // A vtable of five fields, of which version is 3 and the others lead to vectors of 2³² − 1 elements.
    let huge = file(
      root: 24, [0x0018_000E, 0x0008_0004, 0x0000_000C, 0x0000_0010, 16, 3, 8, 4, 0, 0xFFFF_FFFF])
    #expect(throws: TFLiteError.self) { try TFLite.network(from: huge, name: "x") }
  }

  /// The largest scales have reciprocals that are not precise, with which inputs would not be pixels.
  @Test func aScaleWithoutAPreciseReciprocalIsRefused() throws {
    let sound = try #require(try TFLiteFixture.int8("dense").first).bytes
    func littleEndian(_ value: Float) -> [UInt8] {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
    }
    let scale = littleEndian(try TFLite.network(from: sound, name: "x").int8().input.scale)
    let place = try #require(sound.indices.first { sound[$0...].starts(with: scale) })
    func changed(_ scale: Float) -> [UInt8] {
      var bytes = sound
      bytes.replaceSubrange(place..<place + 4, with: littleEndian(scale))
      return bytes
    }
    let rows = try TFLite.network(from: changed(0x1p126), name: "x").int8().inputs[0].pixelRows
    #expect(rows == [Array(-128...127)])
    #expect(throws: TFLiteError.self) { try TFLite.network(from: changed(0x1p127), name: "x") }
  }

  /// Imports damaged bytes and, where that works, exports the result: neither may trap.
  private func survive(_ bytes: [UInt8]) {
    guard let network = try? TFLite.network(from: bytes, name: "damaged") else { return }
    switch network {
    case .int8(let graph): _ = try? Exporter.export(graph)
    case .float(let graph): #expect(throws: Never.self) { try graph.validate() }
    }
  }

  @Test(arguments: [
    "convolution", "dense", "concatenation", "pad", "mean", "reshape", "uint8_ends", "multiply_constant",
    "add_broadcast", "logistic",
    "strided_slice_masks", "split", "split_v", "slice", "transpose", "resize_nearest", "resize_bilinear",
    "transpose_conv",
  ])
  func damageToSmallModelsIsSurvived(_ kind: String) throws {
    let sound = try #require(try TFLiteFixture.int8(kind).first).bytes
    for count in sound.indices {
      let prefix = Array(sound[..<count])
      // The end may be padding or a name that messages alone show; most cuts must be noticed.
      if count < sound.count / 2 {
        #expect(throws: TFLiteError.self) { try TFLite.network(from: prefix, name: "cut") }
      } else {
        survive(prefix)
      }
    }
    var damaged = sound
    for index in sound.indices {
      for change: UInt8 in [0x01, 0x80, 0xFF, sound[index]] {
        damaged[index] ^= change
        survive(damaged)
        damaged[index] = sound[index]
      }
    }
  }

  @Test func damageToFloatModelsIsSurvived() throws {
    for kind in ["depthwise_convolution", "average_pool", "softmax", "subtract_constant"] {
      let sound = try #require(try TFLiteFixture.float(kind).first).bytes
      var damaged = sound
      for index in sound.indices {
        for change: UInt8 in [0x01, 0x40, 0xFF] {
          damaged[index] ^= change
          survive(damaged)
          damaged[index] = sound[index]
        }
      }
    }
  }

  @Test(
    .enabled(
      if: sharedFile("models/mlperf-tiny/kws-dscnn-int8.tflite") != nil, "no shared models"))
  func damageToARealModelIsSurvived() throws {
    let path = try #require(sharedFile("models/mlperf-tiny/kws-dscnn-int8.tflite"))
    let sound = try FileBytes.read(path)
    for count in stride(from: 0, to: sound.count, by: 97) { survive(Array(sound[..<count])) }
    // The tables are at the end; constants need fewer samples.
    var random = RandomSource(seed: 5)
    for _ in 0..<400 {
      var damaged = sound
      for _ in 0..<(1 + random.integer(below: 3)) {
        let tables = random.integer(below: 4) > 0
        let index =
          tables ? sound.count - 1 - random.integer(below: 12_000) : random.integer(below: sound.count)
        damaged[index] ^= UInt8(1 + random.integer(below: 255))
      }
      survive(damaged)
    }
  }
}
