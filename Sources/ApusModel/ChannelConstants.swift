/// The constants of a convolution or dense layer, one after the other in the file:
/// `bias` int32, `multipliers` int32, `weights` int8, `shifts` int8.
public struct ChannelConstants {
  /// Output channels, hence how many biases, multipliers and shifts there are.
  public let channels: Int
  /// How many weights there are in all.
  public let weightCount: Int
  let base: UnsafeRawPointer

  init(base: UnsafeRawPointer, channels: Int, weightCount: Int) {
    self.base = base
    self.channels = channels
    self.weightCount = weightCount
  }

  /// Added to the accumulator, at scale `inputScale × weightScale[channel]`.
  public var bias: UnsafePointer<Int32> { base.assumingMemoryBound(to: Int32.self) }
  /// Q31 fractions.
  public var multipliers: UnsafePointer<Int32> {
    (base + 4 * channels).assumingMemoryBound(to: Int32.self)
  }
  /// The weights, in the operator's own order.
  public var weights: UnsafePointer<Int8> { (base + 8 * channels).assumingMemoryBound(to: Int8.self) }
  /// Powers of two that belong to the multipliers.
  public var shifts: UnsafePointer<Int8> {
    (base + 8 * channels + weightCount).assumingMemoryBound(to: Int8.self)
  }

  /// Bytes that the constants of a number of channels and weights take, or nil where that needs more than 31 bits.
  package static func byteCount(channels: Int, weightCount: Int) -> Int? {
    guard let perChannel = checkedProduct(channels, 9), weightCount > 0 else { return nil }
    let (sum, overflows) = perChannel.addingReportingOverflow(weightCount)
    guard !overflows, isSize(sum) else { return nil }
    return sum
  }

  /// Bytes that the constants take.
  public var byteCount: Int { 9 * channels + weightCount }

  /// Proves that no accumulator leaves 32 bits: a bias plus, for each tap, a weight times an input that is at
  /// most `magnitude` from its zero point. Where the extents alone do not prove it, the weights are added up.
  /// - Parameters:
  ///   - step: from one weight of an output channel to the next; its first weight is at `channel · taps`
  ///     where the step is 1, and at `channel` otherwise.
  @inline(never)
  func validate(taps: Int, step: Int, magnitude: UInt32, byte: Int) throws(ModelError) {
    for channel in 0..<channels {
      let factor = FixedPointMultiplier(
        multiplier: multipliers[channel], shift: Int32(shifts[channel]))
      guard factor.multiplier == 0 || factor.multiplier >= 1 << 30, factor.isSafe(upTo: 0) else {
        throw .invalid(.multiplier, byte: byte + 4 * (channels + channel))
      }
      let offset = bias[channel].magnitude
      guard offset <= factor.limit else { throw .invalid(.accumulator, byte: byte + 4 * channel) }
      // How large the sum of the weights' magnitudes may be.
      let room = (factor.limit - offset) / magnitude
      if UInt32(truncatingIfNeeded: taps) <= room / 128 { continue }
      var total: UInt32 = 0
      var index = step == 1 ? channel * taps : channel
      for _ in 0..<taps {
        total += UInt32(weights[index].magnitude)
        index += step
        guard total <= room else { throw .invalid(.accumulator, byte: byte + 4 * channel) }
      }
    }
  }
}
