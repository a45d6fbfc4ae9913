/// The index of the largest channel of each position, of several the first.
final class ArgMaxLayer: Layer {
  private let context: LayerContext

  init(in context: LayerContext) { self.context = context }

  func forward() {
    let (input, output) = (context.input, context.output)
    let channels = input.shape.channels
    var source = input.data
    for position in 0..<context.batchSize * output.shape.count {
      var best = 0
      for channel in 0..<channels where source[channel] > source[best] { best = channel }
      output.data[position] = Float(best)
      source += channels
    }
  }

  /// An index does not change with what it points at.
  func backward() {
    guard let target = context.inputGradients[0] else { return }
    target.update(repeating: 0, count: context.batchSize * context.input.shape.count)
  }
}
