extension [UInt8] {
  /// The values of a picture, `self[row · width + column]`, with its rows and columns exchanged. Square tiles keep lines
  /// of both in the cache.
  func transposed(width: Int, height: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      withUnsafeBufferPointer { source in
        for top in stride(from: 0, to: height, by: 32) {
          for left in stride(from: 0, to: width, by: 32) {
            for x in left..<Swift.min(left + 32, width) {
              for y in top..<Swift.min(top + 32, height) { target[x * height + y] = source[y * width + x] }
            }
          }
        }
      }
      initialized = count
    }
  }
}
