import ApusModel

extension GatherRecord: Kernel {
  /// Copies rows, columns or channels, one after the other.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let source = UnsafePointer(arena + input.offset)
    var target = arena + output.offset
    let size = output.element.byteCount
    switch axis {
    case .rows:
      copy(pieces: 1, of: input.width &* input.channels &* size, from: source, to: &target)
    case .columns:
      copy(pieces: input.height, of: input.channels &* size, from: source, to: &target)
    case .channels:
      copy(pieces: input.positions, of: size, from: source, to: &target)
    }
  }

  /// Picks from so many pieces of the input, each of which has the whole axis.
  /// - Parameter length: bytes that lie together at an index of the axis.
  private func copy(
    pieces: Int, of length: Int, from source: UnsafePointer<Int8>, to target: inout UnsafeMutablePointer<Int8>
  ) {
    let count = count
    let pieceLength = input.byteCount / pieces
    for piece in 0..<pieces {
      let start = source + piece &* pieceLength
      for position in 0..<count {
        let picked = start + index(position) &* length
        if length == 1 { target.pointee = picked.pointee } else { target.update(from: picked, count: length) }
        target += length
      }
    }
  }
}
