import ApusGraph

/// A border of zeros. The border's zeros are there from the start: only the inside is ever written.
final class PadLayer: Layer {
  private let body: Pad
  private let context: LayerContext

  init(_ body: Pad, in context: LayerContext) {
    self.body = body
    self.context = context
  }

  func forward() {
    let (source, target) = (context.input.data, context.output.data)
    forEachRow { inner, outer, channels in
      (target + outer).update(from: source + inner, count: channels)
    }
  }

  func backward() {
    guard let target = context.inputGradients[0], let source = context.outputGradient else { return }
    forEachRow { inner, outer, channels in
      (target + inner).update(from: source + outer, count: channels)
    }
  }

  /// Calls the body with the offsets of each stretch that input and output have in common.
  private func forEachRow(_ body: (_ inner: Int, _ outer: Int, _ count: Int) -> Void) {
    let (input, output) = (context.input.shape, context.output.shape)
    let pad = self.body
    for row in 0..<context.batchSize * input.height {
      let (sample, y) = row.quotientAndRemainder(dividingBy: input.height)
      var inner = row * input.width * input.channels
      var outer = (sample * output.height + y + pad.border.top) * output.width + pad.border.left
      outer = outer * output.channels + pad.channelsBefore
      for _ in 0..<input.width {
        body(inner, outer, input.channels)
        inner += input.channels
        outer += output.channels
      }
    }
  }
}
