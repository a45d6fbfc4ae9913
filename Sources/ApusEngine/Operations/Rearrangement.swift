import ApusGraph

/// Copies of input elements at places known beforehand: slices, transpositions, nearest neighbors. Backward,
/// each gradient is added where its element came from.
final class RearrangementLayer: Layer {
  private let context: LayerContext
  private let sources: [Int32]

  init(_ body: some Rearrangement, in context: LayerContext) {
    self.context = context
    sources = body.sources(in: context.input.shape)
  }

  func forward() {
    sources.withUnsafeBufferPointer { sources in
      for sample in 0..<context.batchSize {
        let source = context.input.data + sample * context.input.shape.count
        let target = context.output.data + sample * sources.count
        for index in sources.indices { target[index] = source[Int(sources[index])] }
      }
    }
  }

  func backward() {
    guard let result = context.inputGradients[0], let gradient = context.outputGradient else { return }
    result.update(repeating: 0, count: context.input.count)
    sources.withUnsafeBufferPointer { sources in
      for sample in 0..<context.batchSize {
        let target = result + sample * context.input.shape.count
        let source = gradient + sample * sources.count
        for index in sources.indices { target[Int(sources[index])] += source[index] }
      }
    }
  }
}
