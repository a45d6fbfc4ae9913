import ApusData

/// Whatever its bytes are, an IDX file is refused with a typed error or has as many elements as its extents say, from
/// memory within the limit.
enum IDXProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let read = try Heap.bounding("reading an IDX file", to: Heap.most) {
      Result { () throws(DataError) in try IDX(file, path: "fuzzed") }
    }
    switch read {
    case .failure(let error): _ = error.description
    case .success(let idx):
      guard idx.extents.reduce(1, *) == idx.elements.count else { throw .unsound("\(idx.extents)") }
    }
  }
}
