import ApusModel

extension DenseRecord {
  /// Weights of a row, rounded up to what is computed at a time.
  private var roundedFeatures: Int { (input.count &+ 7) & ~7 }

  /// Whether all rows are at multiples of 4, where loads take two words at a time.
  private var isAligned: Bool { input.count & 3 == 0 }

  /// Bytes of scratch memory: the input, expanded, and two rows where they must be copied.
  package var pairScratchBytes: Int { (isAligned ? 2 : 4) &* roundedFeatures }

  /// The input expanded into pairs, then two rows of weights at a time.
  /// - Parameter scratch: `pairScratchBytes` bytes, starting at a multiple of 4.
  package func runInPairs(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let features = input.count
    let eights = roundedFeatures &>> 3
    let expanded = scratch.assumingMemoryBound(to: UInt32.self)
    let end = PairExpansion(zeroPoint: input.zeroPoint).expand(
      arena + input.offset, count: features, into: expanded, stride: PairExpansion.consecutive)
    if end != expanded + 4 &* eights { (end[0], end[1]) = (0, 0) }

    let copy = (expanded + 4 &* eights).withMemoryRebound(to: Int8.self, capacity: 16 &* eights) { $0 }
    let scale = OutputScale(constants, zeroPoint: output.zeroPoint, low: clampLow, high: clampHigh)
    let offset = scale.offset
    let target = arena + output.offset
    let last = output.channels &- 1
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2) { sums in
      guard let sums = sums.baseAddress else { return }
      var channel = 0
      while channel <= last {
        // An odd number's last row is computed twice.
        let next = min(channel &+ 1, last)
        var first = constants.weights + channel &* features
        var second = constants.weights + next &* features
        if !isAligned {
          _ = Bytes.copy(first, to: copy, count: features)
          _ = Bytes.copy(second, to: copy + 8 &* eights, count: features)
          (first, second) = (UnsafePointer(copy), UnsafePointer(copy + 8 &* eights))
        }
        (sums[0], sums[1]) = (constants.bias[channel], constants.bias[next])
        PairProducts.addTwoRows(first, second, expanded, eights: eights, to: sums)
        if scale.isShort {
          target[channel] = ChannelScale(constants, channel: channel).finished(sums[0], offset: offset)
          target[next] = ChannelScale(constants, channel: next).finished(sums[1], offset: offset)
        } else {
          target[channel] = scale.finishedSlowly(sums[0], channel: channel)
          target[next] = scale.finishedSlowly(sums[1], channel: next)
        }
        channel &+= 2
      }
    }
  }
}
