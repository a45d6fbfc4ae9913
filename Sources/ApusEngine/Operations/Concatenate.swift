import ApusGraph

/// Values joined along an axis: copied piece by piece, as they lie together in the output.
final class ConcatenateLayer: Layer {
  private let context: LayerContext
  /// Pieces that each input falls into, in all samples.
  private let pieces: Int

  init(_ body: Concatenate, in context: LayerContext) {
    self.context = context
    pieces = context.batchSize * body.pieceCount(of: context.output.shape)
  }

  func forward() {
    let width = context.output.count / pieces
    var offset = 0
    for input in context.inputs {
      let count = input.count / pieces
      let (source, target) = (input.data, context.output.data + offset)
      for piece in 0..<pieces { (target + piece * width).update(from: source + piece * count, count: count) }
      offset += count
    }
  }

  func backward() {
    guard let gradient = context.outputGradient else { return }
    let width = context.output.count / pieces
    var offset = 0
    for (input, target) in zip(context.inputs, context.inputGradients) {
      let count = input.count / pieces
      if let target {
        let source = gradient + offset
        for piece in 0..<pieces {
          (target + piece * count).update(from: source + piece * width, count: count)
        }
      }
      offset += count
    }
  }
}
