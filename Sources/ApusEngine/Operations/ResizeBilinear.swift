import ApusGraph

/// Means of four neighbors. Backward, each gradient is shared out among the four.
final class ResizeBilinearLayer: Layer {
  private let context: LayerContext
  private let rows: [ResizeBilinear.Neighbors]
  private let columns: [ResizeBilinear.Neighbors]

  init(_ body: ResizeBilinear, in context: LayerContext) {
    self.context = context
    rows = body.neighbors(from: context.input.shape.height, to: body.resampling.size.height)
    columns = body.neighbors(from: context.input.shape.width, to: body.resampling.size.width)
  }

  func forward() {
    let (input, output) = (context.input.data, context.output.data)
    let channels = context.input.shape.channels
    forEachPosition { target, sources, weights in
      let written = output + target
      for channel in 0..<channels {
        let above = input[sources.0 + channel] * weights.0 + input[sources.1 + channel] * weights.1
        let below = input[sources.2 + channel] * weights.2 + input[sources.3 + channel] * weights.3
        written[channel] = above + below
      }
    }
  }

  func backward() {
    guard let result = context.inputGradients[0], let gradient = context.outputGradient else { return }
    let channels = context.input.shape.channels
    result.update(repeating: 0, count: context.input.count)
    forEachPosition { target, sources, weights in
      let read = gradient + target
      for channel in 0..<channels {
        result[sources.0 + channel] += read[channel] * weights.0
        result[sources.1 + channel] += read[channel] * weights.1
        result[sources.2 + channel] += read[channel] * weights.2
        result[sources.3 + channel] += read[channel] * weights.3
      }
    }
  }

  /// Calls the body for each position of the output: where it begins, and where its neighbors do, with their
  /// weights; above left, above right, below left, below right.
  private func forEachPosition(
    _ body: (_ target: Int, _ sources: (Int, Int, Int, Int), _ weights: (Float, Float, Float, Float)) -> Void
  ) {
    let input = context.input.shape
    var target = 0
    for sample in 0..<context.batchSize {
      for row in rows {
        let above = (sample * input.height + row.lower) * input.width
        let below = (sample * input.height + row.upper) * input.width
        for column in columns {
          let sources = (
            (above + column.lower) * input.channels, (above + column.upper) * input.channels,
            (below + column.lower) * input.channels, (below + column.upper) * input.channels
          )
          let weights = (
            (1 - row.fraction) * (1 - column.fraction), (1 - row.fraction) * column.fraction,
            row.fraction * (1 - column.fraction), row.fraction * column.fraction
          )
          body(target, sources, weights)
          target += input.channels
        }
      }
    }
  }
}
