import ApusModel

extension PadRecord: Kernel {
  /// Fills the output with the zero point and copies the input's positions to their place.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let target = arena + output.offset
    target.update(repeating: Int8(truncatingIfNeeded: output.zeroPoint), count: output.byteCount)
    // Of wide elements the zero point is 0, and so are all of its bytes.
    let size = output.element.byteCount
    var values = arena + input.offset
    for row in 0..<input.height {
      for column in 0..<input.width {
        let position = (row &+ top) &* output.width &+ column &+ left
        let place = target + (position &* output.channels &+ channelsBefore) &* size
        place.update(from: values, count: input.channels &* size)
        values += input.channels &* size
      }
    }
  }
}
