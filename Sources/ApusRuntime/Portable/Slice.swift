import ApusModel

extension SliceRecord: Kernel {
  /// Copies the box, whole rows of it where they lie together. What is read never lies before what is written,
  /// counted from the beginning of each value, so that the output may begin where the input does.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let source = UnsafePointer(arena + input.offset)
    let size = output.element.byteCount
    var target = arena + output.offset
    let isWhole = columnStride == 1 && output.channels == input.channels
    for row in 0..<output.height {
      let rowStart = (firstRow &+ row &* rowStride) &* input.width &+ firstColumn
      if isWhole {
        let count = output.width &* output.channels &* size
        target.update(from: source + rowStart &* input.channels &* size, count: count)
        target += count
        continue
      }
      for column in 0..<output.width {
        let position = rowStart &+ column &* columnStride
        let values = source + (position &* input.channels &+ firstChannel) &* size
        copyElements(output.channels, from: values, step: channelStride, size: size, to: target)
        target += output.channels &* size
      }
    }
  }
}
