import ApusGraph

/// The element-wise sum, difference, product, quotient, maximum, minimum or squared difference of two operands. One may be a constant, and one
/// may be smaller, its elements standing for several (`Broadcast`). The gradient of such an element is the sum of
/// theirs.
final class ElementwisePairLayer: Layer {
  /// The function of two numbers.
  enum Combination {
    case sum
    case difference
    case product
    case maximum
    case minimum
    case quotient
    case squaredDifference
  }

  private let combination: Combination
  private let context: LayerContext
  private let broadcast: Broadcast
  private let first: Operand
  private let second: Operand

  private struct Operand {
    let data: UnsafeMutablePointer<Float>
    /// Elements from one sample to the next; 0 for a constant.
    let sampleStep: Int
    let count: Int
    let gradient: UnsafeMutablePointer<Float>?
  }

  init(_ body: some ElementwisePair, _ combination: Combination, in context: LayerContext) {
    self.combination = combination
    self.context = context
    let shapes = body.operands(for: context.inputs.map(\.shape))
    // The graph's shapes have been checked.
    broadcast = try! Broadcast(shapes.first, shapes.second)
    var operands = zip(context.inputs, context.inputGradients).map { value, gradient in
      Operand(data: value.data, sampleStep: value.shape.count, count: value.count, gradient: gradient)
    }
    if let constant = body.constant {
      let values = Operand(
        data: context.statistic(.constant), sampleStep: 0, count: constant.shape.count, gradient: nil)
      operands.insert(values, at: constant.isFirst ? 0 : 1)
    }
    (first, second) = (operands[0], operands[1])
  }

  func forward() {
    let (one, other, output) = (first.data, second.data, context.output.data)
    switch combination {
    case .sum: walk { output[$0] = one[$1] + other[$2] }
    case .difference: walk { output[$0] = one[$1] - other[$2] }
    case .product: walk { output[$0] = one[$1] * other[$2] }
    case .maximum: walk { output[$0] = max(one[$1], other[$2]) }
    case .minimum: walk { output[$0] = min(one[$1], other[$2]) }
    case .quotient: walk { output[$0] = one[$1] / other[$2] }
    case .squaredDifference: walk { output[$0] = (one[$1] - other[$2]) * (one[$1] - other[$2]) }
    }
  }

  func backward() {
    guard let gradient = context.outputGradient else { return }
    let (one, other) = (first.data, second.data)
    if let target = first.gradient, target != gradient {
      target.update(repeating: 0, count: first.count)
      switch combination {
      case .sum, .difference: walk { index, place, _ in target[place] += gradient[index] }
      case .product: walk { target[$1] += gradient[$0] * other[$2] }
      case .maximum: walk { target[$1] += gradient[$0] * Self.share(one[$1], over: other[$2]) }
      case .minimum: walk { target[$1] += gradient[$0] * Self.share(other[$2], over: one[$1]) }
      case .quotient: walk { target[$1] += gradient[$0] / other[$2] }
      case .squaredDifference: walk { target[$1] += gradient[$0] * 2 * (one[$1] - other[$2]) }
      }
    }
    if let target = second.gradient, target != gradient {
      target.update(repeating: 0, count: second.count)
      switch combination {
      case .sum: walk { index, _, place in target[place] += gradient[index] }
      case .difference: walk { index, _, place in target[place] -= gradient[index] }
      case .product: walk { target[$2] += gradient[$0] * one[$1] }
      case .maximum: walk { target[$2] += gradient[$0] * Self.share(other[$2], over: one[$1]) }
      case .minimum: walk { target[$2] += gradient[$0] * Self.share(one[$1], over: other[$2]) }
      case .quotient: walk { target[$2] -= gradient[$0] * one[$1] / (other[$2] * other[$2]) }
      case .squaredDifference: walk { target[$2] -= gradient[$0] * 2 * (one[$1] - other[$2]) }
      }
    }
  }

  /// The share of a maximum's gradient that an operand has: all where it is larger, half where both are equal, as in
  /// PyTorch.
  private static func share(_ operand: Float, over other: Float) -> Float {
    operand > other ? 1 : operand == other ? 0.5 : 0
  }

  /// Calls the body with the positions in the output, the first and the second operand, in the output's order.
  @inline(__always)
  private func walk(_ body: (_ output: Int, _ first: Int, _ second: Int) -> Void) {
    let (extents, one, other) = (broadcast.extents, broadcast.first, broadcast.second)
    var index = 0
    for sample in 0..<context.batchSize {
      for row in 0..<extents.rows {
        for column in 0..<extents.columns {
          let left = sample * first.sampleStep + row * one.row + column * one.column
          let right = sample * second.sampleStep + row * other.row + column * other.column
          for channel in 0..<extents.channels {
            body(index, left + channel * one.channel, right + channel * other.channel)
            index += 1
          }
        }
      }
    }
  }
}
