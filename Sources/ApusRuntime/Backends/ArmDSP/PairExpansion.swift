/// Turns values into pairs of 16-bit numbers and subtracts the zero point `z`. Four values become two words, the even ones
/// and the odd ones:
///
///     bytes in memory    x₀ x₁ x₂ x₃
///     two words          [ x₂−z │ x₀−z ]  [ x₃−z │ x₁−z ]      the high half on the left
///
/// Weights are unpacked in this order: SXTB16 takes bytes 0 and 2 of a word, and after a rotation bytes 1 and 3. SMLAD then
/// multiplies both halves of two words and adds both products to a sum. The last group is filled up with zeros.
struct PairExpansion {
  private let negatedZeroPoint: Pair
  private let zeroPoints: UInt32

  init(zeroPoint: Int32) {
    negatedZeroPoint = Pair(both: 0 &- zeroPoint)
    zeroPoints = (UInt32(bitPattern: zeroPoint) & 0xFF) &* 0x0101_0101
  }

  /// Words from one group of four to the next where the groups of four inputs take turns.
  static var interleaved: Int { 8 }
  /// Words from one group of four to the next where they follow each other.
  static var consecutive: Int { 2 }

  /// Expands whole groups of four into every `stride` words from `target` on.
  /// - Returns: where the next group of four belongs.
  @inline(__always)
  func expandGroups(
    _ values: UnsafePointer<Int8>, count: Int, into target: UnsafeMutablePointer<UInt32>, stride: Int
  ) -> UnsafeMutablePointer<UInt32> {
    var source = UnsafeRawPointer(values)
    var target = target
    let end = source + (count & ~3)
    while source != end {
      store(source.loadUnaligned(as: UInt32.self), target)
      source += 4
      target += stride
    }
    return target
  }

  /// Expands `count` values into every `stride` words from `target` on.
  /// - Returns: where the next group of four belongs.
  @inline(never)
  func expand(
    _ values: UnsafePointer<Int8>, count: Int, into target: UnsafeMutablePointer<UInt32>, stride: Int
  ) -> UnsafeMutablePointer<UInt32> {
    let target = expandGroups(values, count: count, into: target, stride: stride)
    let rest = count & 3
    guard rest > 0 else { return target }
    // Nothing beyond the last value is read: it may be the arena's last.
    var word = zeroPoints
    var place = rest
    while place > 0 {
      place &-= 1
      word = word &<< 8 | UInt32(UInt8(bitPattern: values[count &- rest &+ place]))
    }
    store(word, target)
    return target + stride
  }

  @inline(__always)
  private func store(_ word: UInt32, _ target: UnsafeMutablePointer<UInt32>) {
    target[0] = Pair(evenBytesOf: word, plus: negatedZeroPoint).word
    target[1] = Pair(oddBytesOf: word, plus: negatedZeroPoint).word
  }
}
