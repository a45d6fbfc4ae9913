import ApusInterchange
import Foundation
import Testing

/// Decodes JSON by way of a safetensors header, whose metadata may hold any text.
private func text(_ json: String) throws -> String? {
  let header = #"{"__metadata__":{"t":\#(json)}}"#
  let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
  return try Safetensors(decoding: length + Array(header.utf8)).metadata["t"]
}

@Suite struct JSONTests {
  @Test func escapesAreThoseOfRFC8259() throws {
    #expect(try text(#""\"\\\/\b\f\n\r\t""#) == "\"\\/\u{8}\u{C}\n\r\t")
    #expect(try text(#""\u00e9\ud83d\udc26""#) == "é🐦")
    for broken in [
      #""\x""#, #""\u12""#, #""\u+123""#, #""\ud83d""#, #""\udc26""#, #""\ud83dA""#, "\"\u{1}\"",
    ] {
      #expect(throws: SafetensorsError.self) { try text(broken) }
    }
  }

  /// Foundation's parser is the oracle.
  @Test func whatIsWrittenOtherParsersRead() throws {
    let value = JSONValue.members([
      "text": .string("a\"b\\c\n\u{2}é🐦/"), "list": .array([.integer(-3), .real(0.1), .real(1e-30), .null]),
      "flag": .bool(true), "nothing": .members([:]),
    ])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as? [String: Any])
    #expect(object["text"] as? String == "a\"b\\c\n\u{2}é🐦/")
    let list = try #require(object["list"] as? [Any])
    #expect(list[0] as? Int == -3)
    #expect((list[1] as? Double).map(Float.init) == 0.1)
    #expect((list[2] as? Double).map(Float.init) == 1e-30)
    #expect(object["flag"] as? Bool == true)
  }
}
