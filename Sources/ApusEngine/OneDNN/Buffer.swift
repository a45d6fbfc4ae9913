#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Zeroed floats on a cache line of their own; large ones on huge pages, which spares thousands of page
/// faults and translations in every pass over a batch's activations.
final class Buffer {
  let values: UnsafeMutableBufferPointer<Float>
  private let memory: UnsafeMutableRawBufferPointer
  private let isMapped: Bool

  /// Floats behind the end that kernels may read, and write to where they say so.
  private static let slack = 64

  /// Bytes that are left to oneDNN, which follows null pointers where it has no memory for its code, and to all others.
  private static let reserve = 16 << 20

  /// Makes sure that the system would give some bytes and still have a reserve.
  /// - Throws: `outOfMemory`.
  static func checkRoom(for bytes: Int = 0) throws(EngineError) {
    #if canImport(Glibc) || canImport(Musl)
      let size = bytes + reserve
      guard let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        mapped != MAP_FAILED
      else { throw .outOfMemory(bytes: size) }
      munmap(mapped, size)
    #endif
  }

  /// - Throws: `outOfMemory`.
  init(count: Int) throws(EngineError) {
    let byteCount = (count + Self.slack) * MemoryLayout<Float>.stride
    try Self.checkRoom(for: byteCount)
    let start: UnsafeMutableRawPointer
    if let mapped = Self.hugePages(byteCount) {
      (memory, start, isMapped) = (mapped.memory, mapped.start, true)
    } else {
      var block: UnsafeMutableRawPointer?
      guard posix_memalign(&block, 64, byteCount) == 0, let block else {
        throw .outOfMemory(bytes: byteCount)
      }
      memory = UnsafeMutableRawBufferPointer(start: block, count: byteCount)
      memory.initializeMemory(as: UInt8.self, repeating: 0)
      (start, isMapped) = (block, false)
    }
    values = UnsafeMutableBufferPointer(
      start: start.bindMemory(to: Float.self, capacity: count + Self.slack), count: count)
  }

  deinit {
    #if canImport(Glibc) || canImport(Musl)
      if isMapped {
        munmap(memory.baseAddress, memory.count)
        return
      }
    #endif
    free(memory.baseAddress)
  }

  /// New pages for a large number of bytes, and where among them a huge page starts; nil for a small number, or where
  /// the system has none. They are zero without being written: the threads that use them first have the system make
  /// them, all at once.
  private static func hugePages(
    _ byteCount: Int
  ) -> (memory: UnsafeMutableRawBufferPointer, start: UnsafeMutableRawPointer)? {
    #if canImport(Glibc) || canImport(Musl)
      let hugePage = 2 << 20
      guard byteCount >= hugePage else { return nil }
      let size = (byteCount + 2 * hugePage - 1) / hugePage * hugePage
      guard let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
        mapped != MAP_FAILED
      else { return nil }
      let start = mapped.alignedUp(toMultipleOf: hugePage)
      madvise(start, size - hugePage, MADV_HUGEPAGE)
      return (UnsafeMutableRawBufferPointer(start: mapped, count: size), start)
    #else
      return nil
    #endif
  }
}
