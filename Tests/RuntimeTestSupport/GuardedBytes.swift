#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Memory that ends (to within 15 bytes) where an unreadable page begins, and has another before it: whatever
/// reads or writes past the end stops the test program.
public final class GuardedBytes {
  /// The memory, starting at a multiple of 16.
  public let memory: UnsafeMutableRawBufferPointer
  private let mapping: UnsafeMutableRawPointer
  private let mappedBytes: Int

  /// So many zeros.
  public init(count: Int) {
    let page = Int(getpagesize())
    let body = max(1, (count + page - 1) / page) * page
    mappedBytes = body + 2 * page
    guard
      let mapping = mmap(nil, mappedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      mapping != MAP_FAILED,
      mprotect(mapping + page, body, PROT_READ | PROT_WRITE) == 0
    else { fatalError("cannot map \(mappedBytes) bytes") }
    self.mapping = mapping
    let start = mapping + page + (body - (count + 15) / 16 * 16)
    memory = UnsafeMutableRawBufferPointer(start: start, count: count)
  }

  /// The first bytes of the memory, to be read.
  public func readOnly(_ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  deinit { munmap(mapping, mappedBytes) }
}
