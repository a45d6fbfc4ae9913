/// A small, fast, seedable generator whose sequence is fixed for ever: xoshiro256++ (Blackman and
/// Vigna 2019), its state filled by SplitMix64 from the seed. Equal seeds give equal bits everywhere,
/// which `SystemRandomNumberGenerator` and hashing do not.
public struct RandomSource: RandomNumberGenerator, Hashable, Sendable {
  /// The four words of state; saving and restoring them resumes the sequence.
  public var state: (UInt64, UInt64, UInt64, UInt64) {
    get { (s0, s1, s2, s3) }
    set { (s0, s1, s2, s3) = newValue }
  }

  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// A generator from a seed.
  public init(seed: UInt64) {
    var word = seed
    func next() -> UInt64 {
      word &+= 0x9E37_79B9_7F4A_7C15
      var mixed = word
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
    s0 = next()
    s1 = next()
    s2 = next()
    s3 = next()
  }

  /// An independent generator for one item of a stream: the same `(seed, stream)` gives the same bits,
  /// whatever was drawn elsewhere, so that work on items may be split over threads.
  public init(seed: UInt64, stream: UInt64) {
    var parent = RandomSource(seed: seed ^ (stream &* 0xD134_2543_DE82_EF95))
    self.init(seed: parent.next() ^ stream)
  }

  /// 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 {
    let sum = s0 &+ s3
    let result = ((sum << 23) | (sum >> 41)) &+ s0
    let shifted = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 45) | (s3 >> 19)
    return result
  }

  /// Uniform in `[0, 1)`, on a grid of 2⁻²⁴.
  @inlinable
  public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// Uniform in `[low, high)`.
  @inlinable
  public mutating func uniform(_ low: Float, _ high: Float) -> Float { low + (high - low) * uniform() }

  /// Uniform in `0 ..< bound`, for bounds below 2³².
  @inlinable
  public mutating func integer(below bound: Int) -> Int {
    Int(((next() >> 32) &* UInt64(bound)) >> 32)
  }

  /// A Fisher–Yates shuffle in place.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, integer(below: last + 1))
    }
  }
}
