import ApusModel

extension EmbeddingRecord: Kernel {
  /// Copies a row for each index.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let indices = UnsafeRawPointer(arena + input.offset).assumingMemoryBound(to: Int32.self)
    var target = arena + output.offset
    for position in 0..<input.count {
      let row = min(max(Int(indices[position]), 0), rows &- 1)
      target.update(from: table + row &* output.channels, count: output.channels)
      target += output.channels
    }
  }
}
