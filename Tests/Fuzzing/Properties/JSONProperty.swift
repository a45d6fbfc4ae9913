import ApusInterchange

/// Whatever the bytes are, they are refused with a typed error or are JSON, from memory that their number justifies; what
/// was read is written, and read back the same.
enum JSONProperty {
  static func check(_ text: [UInt8]) throws(BrokenProperty) {
    let read = try Heap.bounding("reading JSON", to: Heap.justified(by: text.count)) {
      Result { () throws(JSONError) in try JSONParser.parse(text) }
    }
    switch read {
    case .failure(let error): _ = error.description
    case .success(let value):
      guard (try? JSONParser.parse(Array(value.text.utf8))) == value else { throw .changed("JSON") }
    }
  }
}
