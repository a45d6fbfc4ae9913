#if canImport(CArmDSP)
  import CArmDSP
#endif

/// Two signed 16-bit numbers in a word: what Armv7E-M's DSP instructions compute with (Armv7-M Architecture Reference
/// Manual, A4.4.3 and A4.4.7). Where the processor has none of them, the same in plain Swift, so that every test of the
/// kernels runs on a workstation too.
struct Pair {
  let word: UInt32

  @inline(__always)
  init(word: UInt32) { self.word = word }

  /// The same number twice.
  @inline(__always)
  init(both value: Int32) { word = UInt32(bitPattern: value) & 0xFFFF | UInt32(bitPattern: value) &<< 16 }

  #if canImport(CArmDSP)
    /// Bytes 0 and 2 of a word. SXTB16.
    @inline(__always)
    init(evenBytesOf bytes: UInt32) { word = UInt32(bitPattern: __sxtb16(Int32(bitPattern: bytes))) }

    /// Bytes 1 and 3 of a word. SXTB16 with a rotation.
    @inline(__always)
    init(oddBytesOf bytes: UInt32) {
      word = UInt32(bitPattern: __sxtb16(Int32(bitPattern: Self.rotated(bytes))))
    }

    /// Bytes 0 and 2 of a word, and a pair added. SXTAB16.
    @inline(__always)
    init(evenBytesOf bytes: UInt32, plus pair: Pair) {
      word = UInt32(bitPattern: __sxtab16(Int32(bitPattern: pair.word), Int32(bitPattern: bytes)))
    }

    /// Bytes 1 and 3 of a word, and a pair added. SXTAB16 with a rotation.
    @inline(__always)
    init(oddBytesOf bytes: UInt32, plus pair: Pair) {
      word = UInt32(
        bitPattern: __sxtab16(Int32(bitPattern: pair.word), Int32(bitPattern: Self.rotated(bytes))))
    }

    @inline(__always)
    private static func rotated(_ bytes: UInt32) -> UInt32 { bytes &>> 8 | bytes &<< 24 }

    /// `sum + low · low + high · high`. SMLAD.
    @inline(__always)
    func dotProduct(_ other: Pair, plus sum: Int32) -> Int32 {
      __smlad(Int32(bitPattern: word), Int32(bitPattern: other.word), sum)
    }

    /// `sum + low · low`. SMLABB.
    @inline(__always)
    func lowProduct(_ other: Pair, plus sum: Int32) -> Int32 {
      __smlabb(Int32(bitPattern: word), Int32(bitPattern: other.word), sum)
    }

    /// `sum + high · high`. SMLATT.
    @inline(__always)
    func highProduct(_ other: Pair, plus sum: Int32) -> Int32 {
      __smlatt(Int32(bitPattern: word), Int32(bitPattern: other.word), sum)
    }
  #else
    @inline(__always)
    private init(_ low: Int32, _ high: Int32) {
      word = UInt32(bitPattern: low) & 0xFFFF | UInt32(bitPattern: high) &<< 16
    }

    @inline(__always)
    private var low: Int32 { Int32(Int16(truncatingIfNeeded: word)) }

    @inline(__always)
    private var high: Int32 { Int32(bitPattern: word) &>> 16 }

    init(evenBytesOf bytes: UInt32) { self.init(evenBytesOf: bytes, plus: Pair(word: 0)) }

    init(oddBytesOf bytes: UInt32) { self.init(evenBytesOf: bytes &>> 8) }

    init(evenBytesOf bytes: UInt32, plus pair: Pair) {
      self.init(
        pair.low &+ Int32(Int8(truncatingIfNeeded: bytes)),
        pair.high &+ Int32(Int8(truncatingIfNeeded: bytes &>> 16)))
    }

    init(oddBytesOf bytes: UInt32, plus pair: Pair) { self.init(evenBytesOf: bytes &>> 8, plus: pair) }

    func dotProduct(_ other: Pair, plus sum: Int32) -> Int32 {
      sum &+ low &* other.low &+ high &* other.high
    }

    func lowProduct(_ other: Pair, plus sum: Int32) -> Int32 { sum &+ low &* other.low }

    func highProduct(_ other: Pair, plus sum: Int32) -> Int32 { sum &+ high &* other.high }
  #endif
}

extension ArmDSP {
  /// The sum and the upper half of a product, rounded half up. SMMLAR.
  @inline(__always)
  static func roundedHighProduct(_ first: Int32, _ second: Int32, plus sum: Int32) -> Int32 {
    #if canImport(CArmDSP)
      apus_smmlar(first, second, sum)
    #else
      sum &+ Int32(truncatingIfNeeded: (Int64(first) &* Int64(second) &+ 0x8000_0000) &>> 32)
    #endif
  }
}
