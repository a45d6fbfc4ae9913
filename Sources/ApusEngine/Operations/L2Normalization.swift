import ApusGraph

/// `x / max(√Σ x², 10⁻⁶)` over the channels of each position.
final class L2NormalizationLayer: Layer {
  private let context: LayerContext

  init(in context: LayerContext) { self.context = context }

  func forward() {
    forEachRow { start, channels, length in
      for channel in start..<start + channels {
        context.output.data[channel] = Float(Double(context.input.data[channel]) / length)
      }
    }
  }

  /// `(g − y · Σ g · y) / length`; where the length counts as another, `g` by that.
  func backward() {
    guard let target = context.inputGradients[0], let gradient = context.outputGradient else { return }
    let output = context.output.data
    forEachRow { start, channels, length in
      var share = 0.0
      if length > Double(L2Normalization.smallestLength) {
        for channel in start..<start + channels {
          share += Double(gradient[channel]) * Double(output[channel])
        }
      }
      for channel in start..<start + channels {
        target[channel] = Float((Double(gradient[channel]) - Double(output[channel]) * share) / length)
      }
    }
  }

  private func forEachRow(_ body: (_ start: Int, _ channels: Int, _ length: Double) -> Void) {
    let channels = context.input.shape.channels
    for row in 0..<context.input.count / channels {
      let start = row * channels
      var squares = 0.0
      for channel in start..<start + channels {
        squares += Double(context.input.data[channel]) * Double(context.input.data[channel])
      }
      body(start, channels, max(squares.squareRoot(), Double(L2Normalization.smallestLength)))
    }
  }
}
