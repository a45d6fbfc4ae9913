import ApusGraph

/// A rectifier with slopes that are trained. A slope's gradient is the sum over the negative inputs that it was for.
final class PReLULayer: Layer {
  private let context: LayerContext
  private let broadcast: Broadcast
  private let slopes: UnsafeMutablePointer<Float>
  private var slopeSums: GradientSums?

  init(_ body: PReLU, in context: LayerContext) throws(EngineError) {
    self.context = context
    // The graph's shapes have been checked.
    broadcast = try! Broadcast(context.input.shape, body.shape)
    let slope = context.parameter(.slope)
    slopes = slope.values
    guard context.outputGradient != nil else { return }
    let count = body.shape.count
    slopeSums = try context.shared.sums("slope", count: count) { sums in
      slope.gradients.update(from: sums, count: count)
    }
  }

  func forward() {
    let (input, output) = (context.input.data, context.output.data)
    forEachElement { index, slope in
      output[index] = input[index] < 0 ? slopes[slope] * input[index] : input[index]
    }
  }

  func backward() {
    guard let gradient = context.outputGradient, let slopeSums else { return }
    let input = context.input.data
    slopeSums.begin(context.part)
    let sums = slopeSums.sums[context.part.shard]
    forEachElement { index, slope in
      if input[index] < 0 { sums[slope] += gradient[index] * input[index] }
    }
    guard let target = context.inputGradients[0] else { return }
    forEachElement { index, slope in
      target[index] = input[index] < 0 ? slopes[slope] * gradient[index] : gradient[index]
    }
  }

  /// Calls the body with the position of each element of the part and of its slope.
  @inline(__always)
  private func forEachElement(_ body: (_ index: Int, _ slope: Int) -> Void) {
    let count = context.input.shape.count
    for sample in 0..<context.batchSize {
      broadcast.forEach { index, slope in body(sample * count + index, slope) }
    }
  }
}
