/// The CRC-32C of bytes that come piece by piece, as `CRC32C` has it of those that lie together: an arena never holds what
/// all operators make.
struct RunningChecksum {
  private var state: UInt32 = .max

  var value: UInt32 { ~state }

  mutating func update(with bytes: UnsafeRawBufferPointer) {
    for byte in bytes {
      state ^= UInt32(byte)
      for _ in 0..<8 { state = (state >> 1) ^ (0x82F6_3B78 & (0 &- (state & 1))) }
    }
  }
}
