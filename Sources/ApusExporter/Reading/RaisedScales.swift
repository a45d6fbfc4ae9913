import ApusGraph
import ApusModel

// Files hold multipliers, graphs the scales of which these were made. A scale has 24 significant bits and a multiplier 31:
// the one that gives a multiplier is the nearest to the quotient, or next to it where the exporter rounds in between.

extension LoweredOperator {
  /// The scales of weights that give a layer's multipliers.
  /// - Parameters:
  ///   - isPerTensor: whether one scale must give all of them.
  ///   - scale: what a weight scale makes of the input's, in the precision of the operator.
  func weightScales(
    _ factors: [FixedPointMultiplier], isPerTensor: Bool, scale: (Float) -> Double
  ) throws(ExporterError) -> [Float] {
    let output = Double(self.output.quantization.scale)
    func found(_ factor: FixedPointMultiplier) throws(ExporterError) -> Float {
      try self.scale(of: factor, unit: scale(1) / output) { scale($0) / output }
    }
    guard let first = factors.first else { throw .notRead(node: name) }
    if factors.allSatisfy({ $0 == first }), isPerTensor || factors.count == 1 { return [try found(first)] }
    guard !isPerTensor else { throw .notRead(node: name) }
    var scales: [Float] = []
    for factor in factors { scales.append(try found(factor)) }
    return scales
  }

  /// The scale that gives a multiplier.
  /// - Parameters:
  ///   - unit: what the scale 1 makes, about.
  ///   - effectiveScale: what the exporter makes of a scale.
  func scale(
    of factor: FixedPointMultiplier, unit: Double, effectiveScale: (Float) -> Double
  ) throws(ExporterError) -> Float {
    // Any that is small enough gives no multiplier at all.
    let value = factor.multiplier == 0 ? 0x1p-40 : factor.value
    return try nearest(value / unit) { FixedPointMultiplier(effectiveScale($0)) == factor }
  }

  /// The scale of a constant operand that gives an operator's multipliers.
  /// - Parameters:
  ///   - value: the other operand.
  ///   - isFirst: whether the constant is the first operand.
  func constantScale(_ value: LoweredValue, isFirst: Bool) throws(ExporterError) -> Float {
    let (known, made) = (Double(value.quantization.scale), Double(output.quantization.scale))
    let estimate: Double
    switch kind {
    case .multiply: estimate = factor.value * made / known
    case .add, .subtract, .squaredDifference:
      let terms = [factor(at: Layout.Terms.first), factor(at: Layout.Terms.second)]
      // Each operand's scale is divided by twice the larger one.
      let (own, other) = (terms[isFirst ? 0 : 1].value, terms[isFirst ? 1 : 0].value)
      estimate = known * own / other
    case .divide: estimate = isFirst ? factor.value * known * made : known / (factor.value * made)
    case .prelu: estimate = factor(at: Layout.LeakyReLU.negative).value * made / known
    case .maximum, .minimum: return output.quantization.scale
    case _: throw .notRead(node: name)
    }
    return try nearest(estimate) { scale in
      let (first, second) = isFirst ? (scale, Float(known)) : (Float(known), scale)
      var result = LoweredOperator(name: name, kind: kind, inputs: inputs, output: output)
      let isLowered: Void?
      var places = [Layout.factor]
      switch kind {
      case .multiply: isLowered = try? Multiply.lower((first, second), into: &result)
      case .divide: isLowered = try? Divide.lower((first, second), into: &result)
      case .prelu:
        let product = FixedPointMultiplier(known * Double(scale) / made)
        return product == factor(at: Layout.LeakyReLU.negative)
      case _:
        places = [Layout.Terms.first, Layout.Terms.second, Layout.Terms.output]
        isLowered =
          switch kind {
          case .add: try? Add.lower((first, second), isWide: false, into: &result)
          case .subtract: try? Subtract.lower((first, second), into: &result)
          case _: try? SquaredDifference.lower((first, second), into: &result)
          }
      }
      return isLowered != nil && places.allSatisfy { result.factor(at: $0) == factor(at: $0) }
    }
  }

  /// The slope of a leaky rectifier that gives its second multiplier.
  func slope(_ input: LoweredValue) throws(ExporterError) -> Float {
    let (taken, made) = (input.quantization.scale, output.quantization.scale)
    let isWide = output.element == .int16
    let negative = factor(at: Layout.LeakyReLU.negative)
    if negative.multiplier == 0 { return 0 }
    return try nearest(negative.value * Double(made) / Double(taken)) {
      let product = isWide ? Double(taken) * Double($0) / Double(made) : Double(taken * $0 / made)
      return FixedPointMultiplier(product) == negative
    }
  }

  /// The float for which something holds, of those next to an estimate.
  private func nearest(_ estimate: Double, where holds: (Float) -> Bool) throws(ExporterError) -> Float {
    let middle = max(Float(estimate), .leastNonzeroMagnitude)
    var (above, below) = (middle, middle)
    for _ in 0..<8 {
      if above.isFinite, holds(above) { return above }
      if below > 0, holds(below) { return below }
      (above, below) = (above.nextUp, below.nextDown)
    }
    throw .notRead(node: name)
  }
}

extension LoweredOperator {
  /// The factor at a place in the record.
  func factor(at place: Layout.Factor) -> FixedPointMultiplier {
    FixedPointMultiplier(
      multiplier: Int32(truncatingIfNeeded: size32(place.multiplier)),
      shift: Int32(Int8(bitPattern: record.bytes[place.shift])))
  }

  /// The factor of an operator that has one.
  var factor: FixedPointMultiplier { factor(at: Layout.factor) }

  /// The range of outputs that the record allows.
  var clamp: ClosedRange<Int8> {
    let low = Int8(bitPattern: record.bytes[Layout.Record.clampLow])
    return low...max(low, Int8(bitPattern: record.bytes[Layout.Record.clampHigh]))
  }

  /// An unsigned number of 16 bits in the record.
  func size16(_ offset: Int) -> Int { Int(record.bytes[offset]) | Int(record.bytes[offset + 1]) << 8 }

  /// An unsigned number of 32 bits in the record.
  func size32(_ offset: Int) -> Int { size16(offset) | size16(offset + 2) << 16 }
}
