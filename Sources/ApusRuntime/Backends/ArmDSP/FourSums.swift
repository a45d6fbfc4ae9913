/// Sums of four channels, two in a word for as long as they cannot leave 16 bits.
struct FourSums {
  private var even = Pair(word: 0)
  private var odd = Pair(word: 0)
  /// Elements that the pairs have room for.
  private var room: Int32 = 256
  private var sums: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func add(_ word: UInt32) {
    even = Pair(evenBytesOf: word, plus: even)
    odd = Pair(oddBytesOf: word, plus: odd)
    room &-= 1
    if room == 0 { empty() }
  }

  @inline(__always)
  private mutating func empty() {
    let one = Pair(both: 1)
    sums = (
      even.lowProduct(one, plus: sums.0), odd.lowProduct(one, plus: sums.1),
      even.highProduct(one, plus: sums.2), odd.highProduct(one, plus: sums.3)
    )
    (even, odd, room) = (Pair(word: 0), Pair(word: 0), 256)
  }

  /// The output byte of each sum.
  @inline(__always)
  mutating func finished(_ body: (Int32) -> Int8) -> UInt32 {
    empty()
    func byte(_ sum: Int32, _ shift: UInt32) -> UInt32 { UInt32(UInt8(bitPattern: body(sum))) &<< shift }
    return byte(sums.0, 0) | byte(sums.1, 8) | byte(sums.2, 16) | byte(sums.3, 24)
  }
}
