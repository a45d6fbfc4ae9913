/// Reads bytes one after the other: metadata and the compact form. Beyond the end there are zeros, which a caller asks for
/// (`isBeyondEnd`) when it has read all that belongs together.
struct ByteReader {
  private let base: UnsafeRawPointer
  /// The next byte's offset from the file's first.
  private(set) var position: Int
  private let end: Int

  /// A reader of a file's bytes from one offset to another, which is not below it.
  @inline(__always)
  init(_ base: UnsafeRawPointer, from position: Int, to end: Int) {
    self.base = base
    self.position = position
    self.end = end
  }

  /// Whether more has been read than there is.
  var isBeyondEnd: Bool { position > end }

  /// Makes it as if more had been read than there is: what has been read is impossible.
  @inline(__always)
  mutating func fail() { position = end &+ 1 }

  /// Whether all has been read.
  var isAtEnd: Bool { position >= end }

  /// The next byte.
  @inline(never)
  mutating func u8() -> UInt8 {
    // Never far beyond the end, whatever is asked for.
    guard position < end else {
      position = end &+ 1
      return 0
    }
    let byte = base.u8(position)
    position &+= 1
    return byte
  }

  /// A number in groups of seven bits, the lowest first, in bytes whose highest bit says that another follows; at most
  /// five of them, of which only 31 bits count.
  @inline(never)
  mutating func size() -> Int {
    var value: UInt32 = 0
    var shift: UInt32 = 0
    repeat {
      let byte = u8()
      value |= UInt32(byte & 0x7F) &<< shift
      if byte < 0x80 { break }
      shift &+= 7
    } while shift < 35
    return Int(truncatingIfNeeded: value & 0x7FFF_FFFF)
  }

  /// Goes over bytes.
  /// - Returns: where they begin.
  @inline(__always)
  mutating func skip(_ count: Int) -> Int {
    let start = position
    position = count > end &- start ? end &+ 1 : start &+ count
    return start
  }
}
