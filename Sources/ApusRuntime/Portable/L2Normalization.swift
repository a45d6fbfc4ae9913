import ApusModel

extension L2NormalizationRecord: Kernel {
  /// Each distance from zero times one by the root of the sum of their squares, as in TFLite Micro's int8 L2_NORMALIZATION,
  /// which knows outputs of 7 fraction bits alone.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let channels = input.channels
    let bits = fractionBits
    for position in 0..<input.positions {
      let values = arena + (input.offset &+ position &* channels)
      let target = arena + (output.offset &+ position &* channels)
      var squares: Int32 = 0
      for channel in 0..<channels {
        let value = Int32(values[channel]) &- input.zeroPoint
        squares = squares &+ value &* value
      }
      let root = FixedPoint.reciprocalRoot(squares)
      let factor = FixedPointMultiplier(multiplier: root.multiplier, shift: root.shift &+ bits)
      for channel in 0..<channels {
        target[channel] = clamped(factor.applied(to: Int32(values[channel]) &- input.zeroPoint), -128, 127)
      }
    }
  }
}
