import ApusInterchange

/// Whatever its bytes are, a `.npy` file is refused with a typed error or gives an array, from memory that its size
/// justifies; what was read is written, and read back the same.
enum NumPyProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let read = try Heap.bounding("reading a .npy file", to: Heap.justified(by: file.count)) {
      Result { () throws(NumPyError) in try NumPyArray(decoding: file) }
    }
    switch read {
    case .failure(let error): _ = error.description
    case .success(let array):
      let written = array.encoded()
      guard (try? NumPyArray(decoding: written))?.encoded() == written else { throw .changed("an array") }
    }
  }
}
