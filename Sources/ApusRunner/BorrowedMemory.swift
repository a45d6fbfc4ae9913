#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that the system may refuse; Swift's own allocation ends the program then.
extension UnsafeMutableRawBufferPointer {
  /// Memory that `giveBack` returns.
  /// - Parameters:
  ///   - byteCount: how many bytes; of none there is still an address.
  ///   - alignment: what it starts at a multiple of: a power of two, at least that of a pointer.
  /// - Throws: `outOfMemory`.
  static func borrowed(byteCount: Int, alignment: Int) throws(RunnerError) -> UnsafeMutableRawBufferPointer {
    var memory: UnsafeMutableRawPointer?
    guard posix_memalign(&memory, alignment, Swift.max(byteCount, 1)) == 0, let memory else {
      throw .outOfMemory(byteCount: byteCount)
    }
    return UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
  }

  /// Returns memory that `borrowed` gave.
  func giveBack() { free(baseAddress) }
}
