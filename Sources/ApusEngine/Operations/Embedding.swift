import ApusGraph

/// Rows of a table by their indices. A row's gradient is the sum of those of the places that it was copied to.
final class EmbeddingLayer: Layer {
  private let body: Embedding
  private let context: LayerContext
  private let table: UnsafeMutablePointer<Float>
  private var tableSums: GradientSums?

  init(_ body: Embedding, in context: LayerContext) throws(EngineError) {
    self.body = body
    self.context = context
    let weight = context.parameter(.weight)
    table = weight.values
    guard context.outputGradient != nil else { return }
    let count = body.count * body.features
    tableSums = try context.shared.sums("weight", count: count) { sums in
      weight.gradients.update(from: sums, count: count)
    }
  }

  func forward() {
    for position in 0..<context.input.count {
      let target = context.output.data + position * body.features
      target.update(from: table + row(position) * body.features, count: body.features)
    }
  }

  /// An index has no gradient.
  func backward() {
    context.inputGradients[0]?.update(repeating: 0, count: context.input.count)
    guard let gradient = context.outputGradient, let tableSums else { return }
    tableSums.begin(context.part)
    for position in 0..<context.input.count {
      let target = tableSums.sums[context.part.shard] + row(position) * body.features
      Elementwise.accumulate(gradient + position * body.features, into: target, count: body.features)
    }
  }

  /// The row that an element of the input names.
  private func row(_ position: Int) -> Int {
    let index = context.input.data[position]
    return index > 0 ? Int(min(index.rounded(), Float(body.count - 1))) : 0
  }
}
