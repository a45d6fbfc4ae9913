import ApusModel

extension ConvolutionRecord {
  /// Taps of a window.
  private var taps: Int { window.area &* groupChannels }

  /// Bytes of scratch memory: four expanded windows, and one before it is expanded.
  package var pairScratchBytes: Int { 9 &* ((taps &+ 3) & ~3) }

  /// Four windows at a time, expanded into pairs, then the weights of each output channel times all four.
  /// - Parameter scratch: `pairScratchBytes` bytes, starting at a multiple of 4.
  package func runInPairs(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let patches = scratch.assumingMemoryBound(to: UInt32.self)
    let groupsOfFour = (taps &+ 3) &>> 2
    let bytes = (scratch + 32 &* groupsOfFour).assumingMemoryBound(to: Int8.self)
    let expansion = PairExpansion(zeroPoint: input.zeroPoint)
    for group in 0..<groups {
      let source = UnsafePointer(arena + (input.offset &+ group &* groupChannels))
      var (row, column) = (0, 0)
      var position = 0
      while position < output.positions {
        let count = min(4, output.positions &- position)
        for index in 0..<count {
          let values = values(ofWindow: row, column, from: source, gatheredInto: bytes)
          expansion.expand(values, count: taps, into: patches + 2 &* index, stride: PairExpansion.interleaved)
          column &+= 1
          if column == output.width { (row, column) = (row &+ 1, 0) }
        }
        multiply(patches, groupsOfFour, group, into: arena + (output.offset &+ position &* output.channels), count)
        position &+= count
      }
    }
  }

  /// All output channels of a group, of four windows of which `count` are there.
  @inline(__always)
  private func multiply(
    _ patches: UnsafePointer<UInt32>, _ groupsOfFour: Int, _ group: Int, into target: UnsafeMutablePointer<Int8>,
    _ count: Int
  ) {
    let groupOutputs = groups == 1 ? output.channels : output.channels / groups
    let first = group &* groupOutputs
    let offset = 2 &* output.zeroPoint &+ 1
    var weights = constants.weights + first &* taps
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 4) { sums in
      guard let sums = sums.baseAddress else { return }
      for channel in first..<first &+ groupOutputs {
        PairProducts.fourInputs(
          weights, patches, groups: groupsOfFour, plus: constants.bias[channel], into: sums)
        let scale = ChannelScale(constants, channel: channel, low: clampLow, high: clampHigh)
        var place = target + channel
        if scale.isShort {
          for index in 0..<count {
            place.pointee = scale.finished(sums[index], offset: offset)
            place += output.channels
          }
        } else {
          for index in 0..<count {
            place.pointee = scale.finishedSlowly(sums[index], zeroPoint: output.zeroPoint, clampLow, clampHigh)
            place += output.channels
          }
        }
        weights += taps
      }
    }
  }

  /// The values under a window in the order of the weights: where they lie, if they follow each other, or copied, with
  /// the zero point as padding.
  @inline(__always)
  private func values(
    ofWindow row: Int, _ column: Int, from source: UnsafePointer<Int8>, gatheredInto bytes: UnsafeMutablePointer<Int8>
  ) -> UnsafePointer<Int8> {
    let rowOrigin = row &* window.strideHeight &- window.top
    let columnOrigin = column &* window.strideWidth &- window.left
    if window.area == 1, rowOrigin >= 0, columnOrigin >= 0, rowOrigin < input.height, columnOrigin < input.width {
      return source + (rowOrigin &* input.width &+ columnOrigin) &* input.channels
    }
    gather(rowOrigin, columnOrigin, from: source, into: bytes)
    return UnsafePointer(bytes)
  }

  @inline(__always)
  private func gather(
    _ rowOrigin: Int, _ columnOrigin: Int, from source: UnsafePointer<Int8>, into bytes: UnsafeMutablePointer<Int8>
  ) {
    let depth = groupChannels
    let zeroPoint = Int8(truncatingIfNeeded: input.zeroPoint)
    let columns = Taps(
      origin: columnOrigin, count: window.kernelWidth, dilation: window.dilationWidth, extent: input.width)
    // Columns that are neighbours are copied at once.
    let isDense = window.dilationWidth == 1 && groups == 1
    let (runs, run) = isDense ? (1, columns.end &- columns.start) : (columns.end &- columns.start, 1)
    var written = bytes
    for tapRow in 0..<window.kernelHeight {
      let row = rowOrigin &+ tapRow &* window.dilationHeight
      if row < 0 || row >= input.height {
        written = Bytes.fill(written, zeroPoint, count: window.kernelWidth &* depth)
        continue
      }
      written = Bytes.fill(written, zeroPoint, count: columns.start &* depth)
      let first = columnOrigin &+ columns.start &* window.dilationWidth
      var values = source + (row &* input.width &+ first) &* input.channels
      for _ in 0..<runs {
        written = Bytes.copy(values, to: written, count: run &* depth)
        values += window.dilationWidth &* input.channels
      }
      written = Bytes.fill(written, zeroPoint, count: (window.kernelWidth &- columns.end) &* depth)
    }
  }
}
