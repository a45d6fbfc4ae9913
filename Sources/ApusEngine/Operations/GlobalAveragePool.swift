/// The mean over all positions of each sample.
final class GlobalAveragePoolLayer: Layer {
  private let context: LayerContext

  init(in context: LayerContext) { self.context = context }

  func forward() {
    let (input, output) = (context.input, context.output)
    let channels = input.shape.channels
    let positions = input.shape.height * input.shape.width
    let scale = 1 / Float(positions)
    for sample in 0..<context.batchSize {
      let target = output.data + sample * channels
      target.update(repeating: 0, count: channels)
      var source = input.data + sample * positions * channels
      for _ in 0..<positions {
        for channel in 0..<channels { target[channel] += source[channel] }
        source += channels
      }
      for channel in 0..<channels { target[channel] *= scale }
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
