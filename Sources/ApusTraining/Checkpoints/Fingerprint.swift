/// A 64-bit fingerprint of any bytes, for telling runs apart: FNV-1a over words of eight bytes, with the
/// high bits folded down after each, finished by MurmurHash3's mixer. No protection against intent.
struct Fingerprint {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Takes in bytes and how many they are.
  mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    combine(UInt64(bytes.count))
    let words = bytes.count / 8
    for word in 0..<words {
      combine(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)))
    }
    for byte in bytes[(words * 8)...] { combine(UInt64(byte)) }
  }

  /// Takes in a number.
  mutating func combine(_ word: UInt64) {
    state = (state ^ word) &* 0x100_0000_01B3
    state ^= state >> 29
  }

  /// Sixteen hexadecimal digits.
  var text: String {
    var mixed = state
    mixed = (mixed ^ (mixed >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ (mixed >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    mixed ^= mixed >> 33
    let digits = String(mixed, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
