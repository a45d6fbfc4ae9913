/// The constants of a layer over elements or with weights of 16 bits, one after the other in the file: biases of 64 bits,
/// multipliers, weights of eight or sixteen bits, shifts.
public struct WideConstants {
  /// Output channels, hence how many biases, multipliers and shifts there are.
  public let channels: Int
  /// How many weights there are in all.
  public let weightCount: Int
  /// Whether weights have sixteen bits, which those with a zero point need when it has been taken off.
  public let hasWideWeights: Bool
  let base: UnsafeRawPointer

  /// Added to the accumulator, at scale `inputScale × weightScale[channel]`.
  public func bias(_ channel: Int) -> Int64 {
    let low = UInt32(bitPattern: base.unaligned32(8 &* channel))
    return Int64(base.unaligned32(8 &* channel &+ 4)) &<< 32 | Int64(low)
  }

  /// What an accumulator is multiplied by.
  public func factor(_ channel: Int) -> FixedPointMultiplier {
    FixedPointMultiplier(
      multiplier: base.unaligned32(8 &* channels &+ 4 &* channel),
      shift: Int32(base.i8(12 &* channels &+ weightBytes &+ channel)))
  }

  /// A weight, less its zero point.
  @inline(__always)
  public func weight(_ index: Int) -> Int32 {
    hasWideWeights
      ? Int32(base.unaligned16(12 &* channels &+ 2 &* index)) : Int32(base.i8(12 &* channels &+ index))
  }

  private var weightBytes: Int { hasWideWeights ? 2 &* weightCount : weightCount }

  /// Bytes that the constants take.
  public var byteCount: Int { 13 &* channels &+ weightBytes }

  /// Bytes that the constants of a number of channels and weights take, or nil where that needs more than 31 bits.
  static func byteCount(channels: Int, weightCount: Int, hasWideWeights: Bool) -> Int? {
    guard let perChannel = checkedProduct(channels, 13),
      let weights = checkedProduct(weightCount, hasWideWeights ? 2 : 1)
    else { return nil }
    let (sum, overflows) = perChannel.addingReportingOverflow(weights)
    return overflows || !isSize(sum) ? nil : sum
  }

  /// Proves that no accumulator leaves its bits: a bias plus, for each tap, a weight times an input that is at most
  /// `magnitude` from its zero point. What is multiplied by 0 may be anything.
  /// - Parameter hasWideSums: whether accumulators have 64 bits, of which 48 may be used.
  @inline(never)
  func validate(taps: Int, magnitude: UInt32, hasWideSums: Bool, byte: Int) throws(ModelError) {
    for channel in 0..<channels {
      let factor = factor(channel)
      guard factor.multiplier == 0 || factor.multiplier >= 1 << 30, factor.isSafe(upTo: 0),
        !hasWideSums || factor.shift < 8
      else { throw .invalid(.multiplier, byte: byte + 8 * channels + 4 * channel) }
      guard factor.multiplier > 0 else { continue }
      var total: UInt64 = 0
      for tap in 0..<taps { total += UInt64(weight(channel * taps + tap).magnitude) }
      let (bound, overflows) = (total * UInt64(magnitude)).addingReportingOverflow(bias(channel).magnitude)
      guard !overflows, hasWideSums ? bound < 1 << 47 : factor.isSafe(upTo: bound) else {
        throw .invalid(.accumulator, byte: byte + 8 * channel)
      }
    }
  }
}
