import ApusModel

extension DenseRecord {
  /// Weights of a row, rounded up to what is computed at a time.
  private var roundedFeatures: Int { (input.count &+ 7) & ~7 }

  /// Whether all rows are at multiples of 4, where loads take two words at a time.
  private var isAligned: Bool {
    // In the compact form the first one may be anywhere.
    let first = isBuiltIn(.compactForm) ? Int(bitPattern: constants.weights) : 0
    return (input.count | first) & 3 == 0
  }

  /// Output channels whose sums are kept at a time.
  private static var channelBlock: Int { 64 }

  /// Bytes of scratch memory: sums, one more of them than channels, the input, expanded, and a row where they must be
  /// copied.
  var armDSPScratchBytes: Int? { 4 &* (Self.channelBlock &+ 1) &+ (isAligned ? 2 : 3) &* roundedFeatures }

  /// The input expanded into pairs, then as many rows of weights at a time as there is room for sums.
  /// - Parameter scratch: `armDSPScratchBytes` bytes, starting at a multiple of 4.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let features = input.count
    let eights = roundedFeatures &>> 3
    let sums = scratch.assumingMemoryBound(to: Int32.self)
    let expanded = (sums + (Self.channelBlock &+ 1)).withMemoryRebound(to: UInt32.self, capacity: 4 &* eights)
    { $0 }
    let end = PairExpansion(zeroPoint: input.zeroPoint).expand(
      arena + input.offset, count: features, into: expanded, stride: PairExpansion.consecutive)
    if end != expanded + 4 &* eights { (end[0], end[1]) = (0, 0) }

    let isAligned = isAligned
    let copy = (expanded + 4 &* eights).withMemoryRebound(to: Int8.self, capacity: 8 &* eights) { $0 }
    let scale = OutputScale(constants, zeroPoint: output.zeroPoint, low: clampLow, high: clampHigh)
    var rows = constants.weights
    var channel = 0
    while channel < output.channels {
      // Rows that must be copied are computed one by one.
      let count = isAligned ? min(Self.channelBlock, output.channels &- channel) : 1
      if !isAligned { _ = Bytes.copy(rows, to: copy, count: features) }
      PairProducts.multiplyRows(
        isAligned ? rows : UnsafePointer(copy), step: features, expanded, eights: eights, into: sums,
        count: count)
      scale.finish(sums, channels: channel..<channel &+ count, into: arena + output.offset)
      rows += count &* features
      channel &+= count
    }
  }
}
