#if _endian(big)
  #error("an .apus file is executed in place, which needs a little-endian machine")
#endif

/// Loads at byte offsets. None of them checks bounds: the reader does so once, before the first load.
extension UnsafeRawPointer {
  @inline(__always)
  func u8(_ offset: Int) -> UInt8 { load(fromByteOffset: offset, as: UInt8.self) }

  @inline(__always)
  func i8(_ offset: Int) -> Int8 { load(fromByteOffset: offset, as: Int8.self) }

  @inline(__always)
  func u16(_ offset: Int) -> UInt16 { load(fromByteOffset: offset, as: UInt16.self) }

  @inline(__always)
  func u32(_ offset: Int) -> UInt32 { load(fromByteOffset: offset, as: UInt32.self) }

  @inline(__always)
  func i32(_ offset: Int) -> Int32 { load(fromByteOffset: offset, as: Int32.self) }

  /// Sixteen bits at any address, where constants may lie at any: in the compact form.
  @inline(__always)
  func unaligned16(_ offset: Int) -> Int16 {
    isBuiltIn(.compactForm)
      ? loadUnaligned(fromByteOffset: offset, as: Int16.self) : load(fromByteOffset: offset, as: Int16.self)
  }

  /// The same with 32 bits.
  @inline(__always)
  func unaligned32(_ offset: Int) -> Int32 {
    isBuiltIn(.compactForm)
      ? loadUnaligned(fromByteOffset: offset, as: Int32.self) : load(fromByteOffset: offset, as: Int32.self)
  }

  /// A 16-bit size. On a machine whose `Int` has 16 bits, more than it holds becomes negative, which the
  /// checks refuse like any other impossible size.
  @inline(__always)
  func size16(_ offset: Int) -> Int { Int(truncatingIfNeeded: u16(offset)) }

  /// A 32-bit size; negative where it does not fit into 31 bits or the machine's `Int`, which the checks refuse.
  @inline(__always)
  func size32(_ offset: Int) -> Int {
    let value = u32(offset)
    #if _pointerBitWidth(_32)
      // More than 31 bits make it negative.
      return Int(truncatingIfNeeded: value)
    #else
      guard value <= UInt32(Int32.max),
        UInt64(truncatingIfNeeded: value) <= UInt64(truncatingIfNeeded: Int.max)
      else { return -1 }
      return Int(truncatingIfNeeded: value)
    #endif
  }
}
