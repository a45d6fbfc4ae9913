import ApusModel

extension ResizeNearestRecord: Kernel {
  /// Copies the nearest position; a row that is the one above is copied whole.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (input, output) = (resize.input, resize.output)
    let rows = NearestSampling(
      input: input.height, output: output.height, alignsCorners: resize.alignsCorners,
      usesHalfPixelCenters: resize.usesHalfPixelCenters)
    let columns = NearestSampling(
      input: input.width, output: output.width, alignsCorners: resize.alignsCorners,
      usesHalfPixelCenters: resize.usesHalfPixelCenters)
    let channels = output.channels &* output.element.byteCount
    let rowBytes = output.width &* channels
    var target = arena + output.offset
    var above = -1
    for row in 0..<output.height {
      let inputRow = rows.nearest(to: row)
      if inputRow == above {
        target.update(from: target - rowBytes, count: rowBytes)
      } else {
        let source = arena + (input.offset &+ inputRow &* input.width &* channels)
        for column in 0..<output.width {
          (target + column &* channels).update(
            from: source + columns.nearest(to: column) &* channels, count: channels)
        }
      }
      above = inputRow
      target += rowBytes
    }
  }
}
