/// The constants of a convolution or dense layer, one after the other in the file: in the full form biases, multipliers,
/// weights and shifts, in the compact form biases, multipliers, shifts and weights.
public struct ChannelConstants {
  /// Output channels, hence how many biases, multipliers and shifts there are.
  public let channels: Int
  /// How many weights there are in all.
  public let weightCount: Int
  /// How biases and multipliers are stored.
  public let encodings: ChannelEncodings
  let base: UnsafeRawPointer

  init(base: UnsafeRawPointer, channels: Int, weightCount: Int, encodings: ChannelEncodings) {
    self.base = base
    self.channels = channels
    self.weightCount = weightCount
    self.encodings = encodings
  }

  /// Added to the accumulator, at scale `inputScale × weightScale[channel]`.
  @inline(__always)
  public func bias(_ channel: Int) -> Int32 {
    isBuiltIn(.shortBiases) && isBuiltIn(.wordBiases) ? encodedBias(channel) : storedBias(channel)
  }

  /// One function in firmware that has both ways of storing biases, for the sake of flash.
  @inline(never)
  private func encodedBias(_ channel: Int) -> Int32 { storedBias(channel) }

  @inline(__always)
  private func storedBias(_ channel: Int) -> Int32 {
    guard encodings.bias == .int16 else { return base.unaligned32(4 &* channel) }
    return Int32(base.unaligned16(2 &* channel)) &<< encodings.biasShift
  }

  /// What an accumulator is multiplied by.
  @inline(__always)
  public func factor(_ channel: Int) -> FixedPointMultiplier {
    isBuiltIn(.byteMultipliers) && isBuiltIn(.wordMultipliers)
      ? encodedFactor(channel) : storedFactor(channel)
  }

  /// One function in firmware that has both ways of storing multipliers, for the sake of flash.
  @inline(never)
  private func encodedFactor(_ channel: Int) -> FixedPointMultiplier { storedFactor(channel) }

  @inline(__always)
  private func storedFactor(_ channel: Int) -> FixedPointMultiplier {
    let multipliers = base + encodings.biasBytes &* channels
    guard encodings.multiplier == .int32 else {
      let byte = multipliers.u8(channel)
      return FixedPointMultiplier(
        multiplier: Int32(bitPattern: UInt32(8 &+ (byte & 7)) &<< 27), shift: 0 &- Int32(byte &>> 3))
    }
    let shifts = multipliers + (4 &* channels &+ (encodings.weightsAreLast ? 0 : weightCount))
    return FixedPointMultiplier(
      multiplier: multipliers.unaligned32(4 &* channel), shift: Int32(shifts.i8(channel)))
  }

  /// The weights, in the operator's own order.
  @inline(__always)
  public var weights: UnsafePointer<Int8> {
    let perChannel =
      encodings.biasBytes &+ encodings.multiplierBytes
      &+ (encodings.weightsAreLast ? encodings.shiftBytes : 0)
    return (base + perChannel &* channels).assumingMemoryBound(to: Int8.self)
  }

  /// Biases, multipliers and shifts as a kernel reads them that was written for the full form; nil in the compact form.
  public var arrays: Arrays? {
    guard !encodings.weightsAreLast else { return nil }
    return Arrays(
      bias: base.assumingMemoryBound(to: Int32.self),
      multipliers: (base + 4 &* channels).assumingMemoryBound(to: Int32.self),
      shifts: (base + (8 &* channels &+ weightCount)).assumingMemoryBound(to: Int8.self))
  }

  /// The full form's arrays, an element for each channel.
  public struct Arrays {
    /// Added to the accumulators.
    public let bias: UnsafePointer<Int32>
    /// Q31 fractions.
    public let multipliers: UnsafePointer<Int32>
    /// Powers of two that belong to the multipliers.
    public let shifts: UnsafePointer<Int8>
  }

  /// Bytes that the constants of a number of channels and weights take, or nil where that needs more than 31 bits.
  package static func byteCount(encodings: ChannelEncodings, channels: Int, weightCount: Int) -> Int? {
    let bytes = encodings.biasBytes &+ encodings.multiplierBytes &+ encodings.shiftBytes
    guard let perChannel = checkedProduct(channels, bytes), weightCount > 0 else { return nil }
    let (sum, overflows) = perChannel.addingReportingOverflow(weightCount)
    guard !overflows, isSize(sum) else { return nil }
    return sum
  }

  /// Bytes that the constants take.
  public var byteCount: Int {
    (encodings.biasBytes &+ encodings.multiplierBytes &+ encodings.shiftBytes) &* channels &+ weightCount
  }

  /// Proves that no accumulator leaves 32 bits, unless it is multiplied by 0: a bias plus, for each tap, a weight times an input that is at
  /// most `magnitude` from its zero point. Where the extents alone do not prove it, the weights are added up.
  /// - Parameters:
  ///   - step: from one weight of an output channel to the next; its first weight is at `channel · taps`
  ///     where the step is 1, and at `channel` otherwise.
  func validate(taps: Int, step: Int, magnitude: UInt32, byte: Int) throws(ModelError) {
    try validate(0..<channels, firstWeight: 0, taps: taps, step: step, magnitude: magnitude, byte: byte)
  }

  /// Proves it for some of the channels, whose weights begin at `firstWeight`.
  @inline(never)
  func validate(
    _ range: Range<Int>, firstWeight: Int, taps: Int, step: Int, magnitude: UInt32, byte: Int
  ) throws(ModelError) {
    let weights = weights + firstWeight
    for channel in range {
      let factor = factor(channel)
      guard factor.multiplier == 0 || factor.multiplier >= 1 << 30, factor.isSafe(upTo: 0) else {
        throw .invalid(
          .multiplier, byte: byte + encodings.biasBytes * channels + encodings.multiplierBytes * channel)
      }
      // Whatever the sum wraps around to, 0 of it is left.
      if factor.multiplier == 0 { continue }
      let offset = bias(channel).magnitude
      guard offset <= factor.limit else {
        throw .invalid(.accumulator, byte: byte + encodings.biasBytes * channel)
      }
      // How large the sum of the weights' magnitudes may be.
      let room = (factor.limit - offset) / magnitude
      if UInt32(truncatingIfNeeded: taps) <= room / 128 { continue }
      let index = channel - range.lowerBound
      let first = weights + (step == 1 ? index * taps : index)
      guard Self.isSum(ofMagnitudes: first, taps, step, atMost: room) else {
        throw .invalid(.accumulator, byte: byte + encodings.biasBytes * channel)
      }
    }
  }

  /// Whether the magnitudes of some weights, each a step from the last, add up to no more than a number below 2³¹.
  @inline(__always)
  private static func isSum(
    ofMagnitudes weights: UnsafePointer<Int8>, _ count: Int, _ step: Int, atMost room: UInt32
  ) -> Bool {
    var total: UInt32 = 0
    #if !hasFeature(Embedded)
      // A hostile file may have the same weights in thousands of operators: neighbors are added by vectors, as many at a
      // time as add up to 2²⁹ at most.
      if step == 1 {
        for start in stride(from: 0, to: count, by: 1 << 22) {
          var part: UInt32 = 0
          for index in start..<min(start + 1 << 22, count) { part &+= UInt32(weights[index].magnitude) }
          total += part
          guard total <= room else { return false }
        }
        return true
      }
    #endif
    var index = 0
    for _ in 0..<count {
      total += UInt32(weights[index].magnitude)
      index += step
      guard total <= room else { return false }
    }
    return true
  }
}
