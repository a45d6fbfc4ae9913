import ApusModel

/// Copies elements that lie a number of elements apart to where they lie together. The source may be the target itself.
/// - Parameter size: bytes of an element.
@inline(__always)
func copyElements(
  _ count: Int, from source: UnsafePointer<Int8>, step: Int, size: Int, to target: UnsafeMutablePointer<Int8>
) {
  if step == 1 {
    target.update(from: source, count: count &* size)
  } else if size == 1 {
    for index in 0..<count { target[index] = source[index &* step] }
  } else {
    for index in 0..<count {
      for byte in 0..<size { target[index &* size &+ byte] = source[index &* step &* size &+ byte] }
    }
  }
}
