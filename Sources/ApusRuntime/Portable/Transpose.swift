import ApusModel

extension TransposeRecord: Kernel {
  /// Writes the output in order, each axis stepping through the input as the one that it is there.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (rowStep, columnStep, channelStep) = (step(rowAxis), step(columnAxis), step(channelAxis))
    let size = output.element.byteCount
    var target = arena + output.offset
    for row in 0..<output.height {
      for column in 0..<output.width {
        let source = arena + (input.offset &+ (row &* rowStep &+ column &* columnStep) &* size)
        copyElements(output.channels, from: UnsafePointer(source), step: channelStep, size: size, to: target)
        target += output.channels &* size
      }
    }
  }

  /// From one index of an axis of the input to the next.
  private func step(_ axis: Int) -> Int {
    axis == 0 ? input.width &* input.channels : axis == 1 ? input.channels : 1
  }
}
