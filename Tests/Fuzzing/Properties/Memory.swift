import CAllocationCounter

#if !FUZZING
  import RuntimeTestSupport
#endif

/// Zeroed memory of exactly a size. In the fuzzer AddressSanitizer guards it to the byte, elsewhere an unreadable
/// page does, to within 15 bytes.
final class ExactMemory {
  /// The memory, starting at a multiple of 64 where its size is one, and of 16 otherwise.
  let memory: UnsafeMutableRawBufferPointer

  #if FUZZING
    init(count: Int) {
      memory = .allocate(byteCount: count, alignment: count % 64 == 0 ? 64 : 16)
      memory.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit { memory.deallocate() }
  #else
    private let guarded: GuardedBytes

    init(count: Int) {
      guarded = GuardedBytes(count: count)
      memory = guarded.memory
    }
  #endif

  /// A copy of some bytes.
  convenience init(_ bytes: [UInt8]) {
    self.init(count: bytes.count)
    memory.copyBytes(from: bytes)
  }

  /// The memory, to be read.
  var readOnly: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }
}

/// Watches what a step of a property takes from the heap.
enum Heap {
  /// Memory that a file of a size justifies: its bytes may become floats, numbers and text, be used by several
  /// operators (the importer allows eight times the file) and be copied while an array grows.
  static func justified(by byteCount: Int) -> Int { 1 << 18 + 64 * byteCount }

  /// The most memory that any input of up to 64 KiB may take where limits bound it, not its size.
  static let most = 256 << 20

  /// Does something that may hold at most this number of bytes at once.
  static func bounding<Result>(
    _ what: String, to limit: Int, _ body: () -> Result
  ) throws(BrokenProperty) -> Result {
    apus_allocation_begin()
    let result = body()
    let peak = apus_allocation_peak()
    guard peak <= limit else { throw .memory(of: what, taken: peak, justified: limit) }
    return result
  }

  /// Whether allocations of code that throws can be told: Swift Testing makes some for each error thrown.
  #if FUZZING
    static let seesThrows = true
  #else
    static let seesThrows = false
  #endif

  /// How many allocations this thread has made.
  static var allocationCount: Int { apus_allocation_count() }

  /// Throws where there have been allocations.
  static func requireNoAllocation(
    since start: Int, by what: @autoclosure () -> String
  ) throws(BrokenProperty) {
    let count = allocationCount - start
    guard count == 0 else { throw .allocations(of: what(), count) }
  }
}
