/// Memory that starts at a multiple of 16 and is freed with its owner: a model's bytes or an arena.
public final class AlignedBytes {
  /// The memory.
  public let memory: UnsafeMutableRawBufferPointer

  /// So many zeros.
  public init(count: Int) {
    memory = .allocate(byteCount: count, alignment: 16)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
  }

  /// A copy of some bytes.
  public convenience init(_ bytes: [UInt8]) {
    self.init(count: bytes.count)
    memory.copyBytes(from: bytes)
  }

  /// The memory, to be read.
  public var readOnly: UnsafeRawBufferPointer { UnsafeRawBufferPointer(memory) }

  deinit { memory.deallocate() }
}
