/// CRC-32C (Castagnoli; RFC 3720, appendix B.4): reflected polynomial 0x82F63B78, initial value and final
/// exclusive or 0xFFFFFFFF. The check value of `123456789` is 0xE3069283.
public enum CRC32C {
  static let polynomial: UInt32 = 0x82F6_3B78

  /// The checksum of some bytes.
  public static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt32 {
    let tables = Tables()
    return ~tables.update(0xFFFF_FFFF, bytes)
  }

  /// The checksum of a file in which the four bytes at `hole` count as zeros.
  /// - Precondition: the four bytes lie within the file.
  package static func checksum(of bytes: UnsafeRawBufferPointer, zeroing hole: Int) -> UInt32 {
    let tables = Tables()
    var state = tables.update(0xFFFF_FFFF, UnsafeRawBufferPointer(rebasing: bytes[..<hole]))
    state = withUnsafeBytes(of: 0 as UInt32) { tables.update(state, $0) }
    return ~tables.update(state, UnsafeRawBufferPointer(rebasing: bytes[(hole + 4)...]))
  }
}

#if hasFeature(Embedded)
  /// A bit at a time, without a table: as little flash and RAM as can be, for one pass over a model at start-up.
  private struct Tables {
    @inline(never)
    func update(_ state: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
      var state = state
      for byte in bytes {
        state ^= UInt32(byte)
        for _ in 0..<8 { state = (state >> 1) ^ (CRC32C.polynomial & (0 &- (state & 1))) }
      }
      return state
    }
  }
#else
  /// Eight tables, so that eight bytes take eight independent look-ups (Kounavis and Berry 2005).
  private struct Tables: ~Copyable {
    var words = InlineArray<2048, UInt32>(repeating: 0)

    init() {
      for index in 0..<256 {
        var word = UInt32(truncatingIfNeeded: index)
        for _ in 0..<8 { word = (word >> 1) ^ (CRC32C.polynomial & (0 &- (word & 1))) }
        words[index] = word
      }
      for index in 256..<2048 {
        let previous = words[index - 256]
        words[index] = (previous >> 8) ^ words[Int(previous & 255)]
      }
    }

    func update(_ state: UInt32, byte: UInt8) -> UInt32 {
      (state >> 8) ^ words[unchecked: Int((state ^ UInt32(byte)) & 255)]
    }

    func update(_ state: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
      guard let base = bytes.baseAddress else { return state }
      let words = words.span
      @inline(__always)
      func word(_ table: Int, _ byte: UInt32) -> UInt32 {
        words[unchecked: table &* 256 &+ Int(byte & 255)]
      }
      var state = state
      var offset = 0
      while offset &+ 8 <= bytes.count {
        let low = state ^ base.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        let high = base.loadUnaligned(fromByteOffset: offset &+ 4, as: UInt32.self)
        state =
          word(7, low) ^ word(6, low >> 8) ^ word(5, low >> 16) ^ word(4, low >> 24)
          ^ word(3, high) ^ word(2, high >> 8) ^ word(1, high >> 16) ^ word(0, high >> 24)
        offset &+= 8
      }
      while offset < bytes.count {
        state = update(state, byte: base.load(fromByteOffset: offset, as: UInt8.self))
        offset &+= 1
      }
      return state
    }
  }
#endif
