#if canImport(Glibc)
  import Glibc
#endif

/// Zeroed floats on a cache line of their own; large ones on huge pages, which spares thousands of page
/// faults and translations in every pass over a batch's activations.
final class Buffer {
  let values: UnsafeMutableBufferPointer<Float>
  private let base: UnsafeMutableRawPointer

  init(count: Int) {
    let hugePage = 2 << 20
    let byteCount = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = byteCount >= hugePage
    let size = isLarge ? (byteCount + hugePage - 1) / hugePage * hugePage : byteCount
    base = .allocate(byteCount: size, alignment: isLarge ? hugePage : 64)
    #if canImport(Glibc)
      if isLarge { madvise(base, size, MADV_HUGEPAGE) }
    #endif
    base.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    values = UnsafeMutableBufferPointer(
      start: base.bindMemory(to: Float.self, capacity: max(count, 1)), count: count)
  }

  deinit { base.deallocate() }
}
