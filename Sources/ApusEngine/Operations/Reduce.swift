import ApusGraph

/// Elements along some axes brought to one. Sums are taken in double precision.
final class ReduceLayer: Layer {
  private let kind: Reduce.Kind
  private let context: LayerContext
  /// For each element of one sample, the output element that it goes into.
  private let targets: [Int32]
  /// One by the number of elements of a mean; 1 of a sum.
  private let share: Double

  init(_ body: Reduce, in context: LayerContext) {
    kind = body.kind
    self.context = context
    targets = body.targets(in: context.input.shape)
    share = kind == .mean ? 1 / Double(body.elementsForEach(in: context.input.shape)) : 1
  }

  func forward() {
    let count = context.output.shape.count
    for sample in 0..<context.batchSize {
      let input = context.input.data + sample * targets.count
      let output = context.output.data + sample * count
      switch kind {
      case .mean, .sum:
        var sums = Array(repeating: 0.0, count: count)
        forEachElement { sums[$1] += Double(input[$0]) }
        for index in 0..<count { output[index] = Float(sums[index] * share) }
      case .product:
        var products = Array(repeating: 1.0, count: count)
        forEachElement { products[$1] *= Double(input[$0]) }
        for index in 0..<count { output[index] = Float(products[index]) }
      case .maximum:
        output.update(repeating: -.infinity, count: count)
        forEachElement { output[$1] = max(output[$1], input[$0]) }
      case .minimum:
        output.update(repeating: .infinity, count: count)
        forEachElement { output[$1] = min(output[$1], input[$0]) }
      }
    }
  }

  func backward() {
    guard let result = context.inputGradients[0], let gradients = context.outputGradient else { return }
    let count = context.output.shape.count
    for sample in 0..<context.batchSize {
      let input = context.input.data + sample * targets.count
      let output = context.output.data + sample * count
      let target = result + sample * targets.count
      let gradient = gradients + sample * count
      switch kind {
      case .mean, .sum:
        let share = Float(share)
        forEachElement { target[$0] = gradient[$1] * share }
      case .maximum, .minimum:
        // Of several elements that are the largest, each has its share, as in PyTorch.
        var holders = Array(repeating: Float(0), count: count)
        forEachElement { if input[$0] == output[$1] { holders[$1] += 1 } }
        forEachElement { target[$0] = input[$0] == output[$1] ? gradient[$1] / holders[$1] : 0 }
      case .product:
        // The product of all others: without division by an element that is 0.
        var products = Array(repeating: 1.0, count: count)
        var zeros = Array(repeating: 0, count: count)
        forEachElement {
          if input[$0] == 0 { zeros[$1] += 1 } else { products[$1] *= Double(input[$0]) }
        }
        forEachElement {
          let isOnlyZero = input[$0] == 0 && zeros[$1] == 1
          let others = isOnlyZero ? products[$1] : zeros[$1] > 0 ? 0 : products[$1] / Double(input[$0])
          target[$0] = gradient[$1] * Float(others)
        }
      }
    }
  }

  /// Calls the body with the position of each element of a sample and that of what it goes into.
  @inline(__always)
  private func forEachElement(_ body: (_ element: Int, _ target: Int) -> Void) {
    targets.withUnsafeBufferPointer { targets in
      for index in targets.indices { body(index, Int(targets[index])) }
    }
  }
}
