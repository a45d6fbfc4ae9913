import ApusModel

extension SliceRecord: Kernel {
  /// Copies the box, whole rows of it where they lie together. What is read never lies before what is written,
  /// counted from the beginning of each value, so that the output may begin where the input does.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let source = UnsafePointer(arena + input.offset)
    var target = arena + output.offset
    let isWhole = columnStride == 1 && output.channels == input.channels
    for row in 0..<output.height {
      let rowStart = (firstRow &+ row &* rowStride) &* input.width &+ firstColumn
      if isWhole {
        let count = output.width &* output.channels
        target.update(from: source + rowStart &* input.channels, count: count)
        target += count
        continue
      }
      for column in 0..<output.width {
        let position = rowStart &+ column &* columnStride
        let values = source + (position &* input.channels &+ firstChannel)
        if channelStride == 1 {
          target.update(from: values, count: output.channels)
        } else {
          for channel in 0..<output.channels { target[channel] = values[channel &* channelStride] }
        }
        target += output.channels
      }
    }
  }
}
