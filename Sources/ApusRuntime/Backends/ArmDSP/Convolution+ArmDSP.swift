import ApusModel

extension ConvolutionRecord {
  /// Bytes of scratch memory: four expanded windows, one that is not expanded, and padding.
  var armDSPScratchBytes: Int? { 10 &* ((window.area &* groupChannels &+ 3) & ~3) }

  /// Four windows at a time, expanded into pairs, then the weights of each output channel times all four. Where fewer
  /// are left, the last one takes the places of the others.
  /// - Parameter scratch: `armDSPScratchBytes` bytes, starting at a multiple of 4.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    let depth = groupChannels
    let windows = PairWindows(self, depth: depth, scratch: scratch)
    let rows = ChannelRows(self, taps: windows.taps)
    let groupOutputs = groups == 1 ? output.channels : output.channels / groups
    for group in 0..<groups {
      let source = UnsafePointer(arena + (input.offset &+ group &* depth))
      var target = arena + output.offset
      var (row, column) = (0, 0)
      var left = output.positions
      while left > 0 {
        for index in 0..<4 {
          windows.expand(row, column, of: source, at: index)
          if index &+ 1 < left {
            column &+= 1
            if column == output.width { (row, column) = (row &+ 1, 0) }
          }
        }
        rows.multiply(
          windows.patches, channels: group &* groupOutputs..<(group &+ 1) &* groupOutputs,
          count: min(4, left),
          into: target)
        target += 4 &* output.channels
        left &-= 4
      }
    }
  }
}
