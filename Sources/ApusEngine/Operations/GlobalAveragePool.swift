/// The mean over all positions of each sample. The sums of large maps are taken of sums of some positions each, or else what is
/// added last would be lost beside what has come together.
final class GlobalAveragePoolLayer: Layer {
  private let context: LayerContext
  /// The sums of some positions of a large map, channel by channel.
  private var partial: [Float]
  private static let positionsOfPart = 1_024
  /// Maps of more positions are large.
  private static let mostPositions = 4_096

  init(in context: LayerContext) {
    self.context = context
    partial = Array(repeating: 0, count: context.input.shape.channels)
  }

  func forward() {
    let (input, output) = (context.input, context.output)
    let channels = input.shape.channels
    let positions = input.shape.height * input.shape.width
    let scale = 1 / Float(positions)
    for sample in 0..<context.batchSize {
      let target = output.data + sample * channels
      target.update(repeating: 0, count: channels)
      var source = input.data + sample * positions * channels
      if positions <= Self.mostPositions {
        Self.add(source, positions: positions, to: target, channels: channels)
      } else {
        for start in stride(from: 0, to: positions, by: Self.positionsOfPart) {
          let count = min(Self.positionsOfPart, positions - start)
          partial.withUnsafeMutableBufferPointer { partial in
            partial.update(repeating: 0)
            Self.add(source, positions: count, to: partial.baseAddress!, channels: channels)
            for channel in 0..<channels { target[channel] += partial[channel] }
          }
          source += count * channels
        }
      }
      for channel in 0..<channels { target[channel] *= scale }
    }
  }

  private static func add(
    _ source: UnsafePointer<Float>, positions: Int, to target: UnsafeMutablePointer<Float>, channels: Int
  ) {
    var source = source
    for _ in 0..<positions {
      for channel in 0..<channels { target[channel] += source[channel] }
      source += channels
    }
  }

  func backward() {
    guard let target = context.inputGradients[0], let gradient = context.outputGradient else { return }
    let shape = context.input.shape
    let channels = shape.channels
    let scale = 1 / Float(shape.height * shape.width)
    for sample in 0..<context.batchSize {
      let source = gradient + sample * channels
      let first = target + sample * shape.count
      for channel in 0..<channels { first[channel] = source[channel] * scale }
      for position in 1..<max(1, shape.height * shape.width) {
        (first + position * channels).update(from: first, count: channels)
      }
    }
  }
}
