/// What a network itself tells of the pixels that it was trained on.
public struct PixelRangeEvidence: Hashable, Sendable {
  /// The range.
  public var range: PixelRange
  /// What tells it, a clause: `its first layer, rescaling, multiplies them by 0.003922`.
  public var reason: String

  /// Evidence from its parts.
  public init(range: PixelRange, reason: String) {
    self.range = range
    self.reason = reason
  }
}

extension Graph {
  /// What the first layers tell of the pixels that the first input takes: a scaling or a shift that is usual for pixels, or
  /// the mean and the variance that a batch normalization of the input remembers. Nil where they tell nothing.
  public var pixelRangeEvidence: PixelRangeEvidence? {
    guard let input = inputs.first, input.preprocessing != nil else { return nil }
    var value = input.name
    // Through what changes no number.
    while true {
      let takers = consumers(of: value)
      guard takers.count == 1, let node = takers.first else { return nil }
      switch node.operation {
      case .reshape, .flatten, .transpose, .pad: value = node.name
      case .multiply(let body): return constant(of: node, body.constant).flatMap { scaling(by: $0, node) }
      case .divide(let body):
        guard body.constant?.isFirst == false else { return nil }
        return constant(of: node, body.constant).flatMap { scaling(by: $0.map { 1 / $0 }, node) }
      case .subtract(let body):
        guard body.constant?.isFirst == false else { return nil }
        return constant(of: node, body.constant).flatMap { shift(by: $0, node) }
      case .add(let body):
        return constant(of: node, body.constant).flatMap { shift(by: $0.map { -$0 }, node) }
      case .batchNormalization: return normalization(node)
      case _: return nil
      }
    }
  }

  private func constant(of node: Node, _ operand: ConstantOperand?) -> [Float]? {
    operand == nil ? nil : parameters[node.parameterName(.constant)]?.values
  }

  /// A layer that brings pixels to 0 … 1 or −1 … 1, or divides by the deviation of pixels, takes them as they are.
  private func scaling(by factors: [Float], _ node: Node) -> PixelRangeEvidence? {
    guard factors.allSatisfy({ $0 >= 1 / 300 && $0 <= 1 / 40 }) else { return nil }
    return PixelRangeEvidence(
      range: .pixels, reason: "its first layer, \(node.name), multiplies them by \(factors[0])")
  }

  /// A layer that takes off a mean of pixels has these as they are; one that takes off a half has them as 0 … 1.
  private func shift(by means: [Float], _ node: Node) -> PixelRangeEvidence? {
    let reason = "its first layer, \(node.name), subtracts \(means[0])"
    if means.allSatisfy({ $0 >= 30 && $0 <= 200 }) {
      return PixelRangeEvidence(range: .pixels, reason: reason)
    }
    guard means.allSatisfy({ $0 >= 0.2 && $0 <= 0.8 }) else { return nil }
    return PixelRangeEvidence(range: .unit, reason: reason)
  }

  /// What a batch normalization of the input remembers is the mean and the deviation of what the network was trained on.
  private func normalization(_ node: Node) -> PixelRangeEvidence? {
    guard let means = parameters[node.parameterName(.runningMean)]?.values,
      let variances = parameters[node.parameterName(.runningVariance)]?.values, !means.isEmpty,
      means.count == variances.count
    else { return nil }
    let mean = means.reduce(0, +) / Float(means.count)
    let deviation = variances.reduce(0) { $0 + max($1, 0).squareRoot() } / Float(means.count)
    let range: PixelRange
    switch (mean, deviation) {
    case (10..., 15...): range = .pixels
    case (0.05...1, 0.03..<0.45): range = .unit
    case (-0.9..<0.6, 0.3..<0.8): range = .symmetric
    case (-0.6..<0.6, 0.8..<1.6): range = means.count == 1 ? .mnist : .imageNet
    case _: return nil
    }
    return PixelRangeEvidence(
      range: range,
      reason: "its first layer, \(node.name), remembers a mean of \(mean) and a deviation of \(deviation)")
  }
}

extension QuantizedInput {
  /// What the reals that the integers stand for tell of the pixels: which of the usual ranges has the same ends. Nil where
  /// none has.
  public var pixelRangeEvidence: PixelRangeEvidence? {
    guard preprocessing != nil, elementType == .int8 else { return nil }
    let (low, high) = (Float(quantization.real(-128)), Float(quantization.real(127)))
    let found = PixelRange.usual(channels: shape.channels).first { range in
      let bounds = range.bounds(channels: shape.channels)
      let tolerance = 0.03 * (bounds.upperBound - bounds.lowerBound)
      return abs(low - bounds.lowerBound) <= tolerance && abs(high - bounds.upperBound) <= tolerance
    }
    return found.map { PixelRangeEvidence(range: $0, reason: "its input stands for \(low) … \(high)") }
  }
}
