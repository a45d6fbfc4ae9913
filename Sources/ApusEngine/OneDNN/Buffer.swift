#if canImport(Glibc)
  import Glibc
#endif

/// Zeroed floats on a cache line of their own; large ones on huge pages, which spares thousands of page
/// faults and translations in every pass over a batch's activations.
final class Buffer {
  let values: UnsafeMutableBufferPointer<Float>
  private let base: UnsafeMutableRawPointer

  /// Floats behind the end that kernels may read, and write to where they say so.
  private static let slack = 64

  init(count: Int) {
    let hugePage = 2 << 20
    let byteCount = (count + Self.slack) * MemoryLayout<Float>.stride
    let isLarge = byteCount >= hugePage
    let size = isLarge ? (byteCount + hugePage - 1) / hugePage * hugePage : byteCount
    base = .allocate(byteCount: size, alignment: isLarge ? hugePage : 64)
    #if canImport(Glibc)
      if isLarge { madvise(base, size, MADV_HUGEPAGE) }
    #endif
    base.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    values = UnsafeMutableBufferPointer(
      start: base.bindMemory(to: Float.self, capacity: count + Self.slack), count: count)
  }

  deinit { base.deallocate() }
}
