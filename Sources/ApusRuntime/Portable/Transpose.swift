import ApusModel

extension TransposeRecord: Kernel {
  /// Writes the output in order, each axis stepping through the input as the one that it is there.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let (rowStep, columnStep, channelStep) = (step(rowAxis), step(columnAxis), step(channelAxis))
    var target = arena + output.offset
    for row in 0..<output.height {
      for column in 0..<output.width {
        let source = arena + (input.offset &+ row &* rowStep &+ column &* columnStep)
        if channelStep == 1 {
          target.update(from: source, count: output.channels)
        } else {
          for channel in 0..<output.channels { target[channel] = source[channel &* channelStep] }
        }
        target += output.channels
      }
    }
  }

  /// From one index of an axis of the input to the next.
  private func step(_ axis: Int) -> Int {
    axis == 0 ? input.width &* input.channels : axis == 1 ? input.channels : 1
  }
}
