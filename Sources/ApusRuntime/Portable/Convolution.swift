import ApusModel

extension ConvolutionRecord: Kernel {
  /// Taps gathered at a time: 512 bytes of stack.
  private static var patchCapacity: Int { 128 }
  /// Output channels whose sums are kept at a time: 64 bytes of stack, and how many are computed from one gathering
  /// where a window has more taps than the patch holds.
  private static var channelBlock: Int { 16 }

  /// Gathers each window, zero point subtracted and padding as zeros, then takes its dot product with each
  /// output channel's weights.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: Self.patchCapacity) { patch in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.channelBlock) { sums in
        guard let patch = patch.baseAddress, let sums = sums.baseAddress else { return }
        for row in 0..<output.height {
          for column in 0..<output.width {
            for group in 0..<groups {
              runPosition(row, column, group, arena, patch, sums)
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private func runPosition(
    _ row: Int, _ column: Int, _ group: Int, _ arena: UnsafeMutablePointer<Int8>,
    _ patch: UnsafeMutablePointer<Int16>, _ sums: UnsafeMutablePointer<Int32>
  ) {
    let depth = groupChannels
    let taps = window.area &* depth
    let groupOutputs = groups == 1 ? output.channels : output.channels / groups
    let firstChannel = group &* groupOutputs
    let target = arena + (output.offset &+ (row &* output.width &+ column) &* output.channels)
    let rowOrigin = row &* window.strideHeight &- window.top
    let columnOrigin = column &* window.strideWidth &- window.left
    let source = UnsafePointer(arena + (input.offset &+ group &* depth))

    var block = firstChannel
    while block < firstChannel &+ groupOutputs {
      let channels = min(Self.channelBlock, firstChannel &+ groupOutputs &- block)
      for index in 0..<channels { sums[index] = constants.bias(block &+ index) }
      var first = 0
      while first < taps {
        let count = min(Self.patchCapacity, taps &- first)
        // A patch that holds the whole window stays for all channels.
        if block == firstChannel || taps > Self.patchCapacity {
          gather(source, rowOrigin, columnOrigin, first, count, into: patch)
        }
        var weights = constants.weights + (block &* taps &+ first)
        for index in 0..<channels {
          sums[index] = sums[index] &+ dotProduct(patch, weights, count: count)
          weights += taps
        }
        first &+= count
      }
      for index in 0..<channels { target[block &+ index] = finished(sums[index], block &+ index) }
      block &+= channels
    }
  }

  /// Copies `count` of a window's taps from `first` on, in the order of the weights.
  @inline(__always)
  private func gather(
    _ source: UnsafePointer<Int8>, _ rowOrigin: Int, _ columnOrigin: Int, _ first: Int, _ taps: Int,
    into patch: UnsafeMutablePointer<Int16>
  ) {
    let depth = groupChannels
    let zeroPoint = Int16(truncatingIfNeeded: input.zeroPoint)
    var tap = first
    let end = first &+ taps
    var tapRow = 0
    var tapColumn = 0
    var channel = 0
    if tap > 0 {
      tapRow = tap / (window.kernelWidth &* depth)
      tapColumn = tap / depth % window.kernelWidth
      channel = tap % depth
    }
    var written = patch
    while tap < end {
      let count = min(depth &- channel, end &- tap)
      let row = rowOrigin &+ tapRow &* window.dilationHeight
      let column = columnOrigin &+ tapColumn &* window.dilationWidth
      if row >= 0, row < input.height, column >= 0, column < input.width {
        let values = source + ((row &* input.width &+ column) &* input.channels &+ channel)
        for index in 0..<count { written[index] = Int16(values[index]) &- zeroPoint }
      } else {
        for index in 0..<count { written[index] = 0 }
      }
      written += count
      tap &+= count
      channel = 0
      tapColumn &+= 1
      if tapColumn == window.kernelWidth {
        tapColumn = 0
        tapRow &+= 1
      }
    }
  }

  @inline(__always)
  private func finished(_ sum: Int32, _ channel: Int) -> Int8 {
    clamped(constants.factor(channel).applied(to: sum) &+ output.zeroPoint, clampLow, clampHigh)
  }
}
