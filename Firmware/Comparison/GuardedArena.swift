/// An arena of an exact size, between bytes that must stay as they are.
struct GuardedArena {
  private static let guardBytes = 64
  private static let guardPattern: UInt8 = 0xC3
  /// What a run finds in its arena: no operator may count on zeros.
  private static let arenaPattern: UInt8 = 0x5A

  let bytes: UnsafeMutableRawBufferPointer
  private let before: UnsafeMutableRawBufferPointer
  private let after: UnsafeMutableRawBufferPointer

  /// Nil where the memory is too small.
  init?(_ count: Int, in memory: UnsafeMutableRawBufferPointer) {
    // Sessions ask for a multiple of 16.
    let padding = (0 &- Int(bitPattern: memory.baseAddress)) & 15
    let start = padding + Self.guardBytes
    let end = start + count
    guard end + Self.guardBytes <= memory.count else { return nil }
    before = UnsafeMutableRawBufferPointer(rebasing: memory[padding..<start])
    bytes = UnsafeMutableRawBufferPointer(rebasing: memory[start..<end])
    after = UnsafeMutableRawBufferPointer(rebasing: memory[end..<end + Self.guardBytes])
  }

  /// Makes the arena ready for a run.
  func fill() {
    before.initializeMemory(as: UInt8.self, repeating: Self.guardPattern)
    after.initializeMemory(as: UInt8.self, repeating: Self.guardPattern)
    bytes.initializeMemory(as: UInt8.self, repeating: Self.arenaPattern)
  }

  /// Whether nothing was written beside it.
  var isIntact: Bool {
    before.allSatisfy { $0 == Self.guardPattern } && after.allSatisfy { $0 == Self.guardPattern }
  }
}
