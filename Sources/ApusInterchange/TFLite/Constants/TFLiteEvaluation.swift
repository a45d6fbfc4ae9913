import ApusGraph

extension TFLiteImporter {
  /// What an operator makes of constants; nil for operators, types or operands that are not computed here. Integers that
  /// stand for real numbers are only moved.
  func computed(
    _ step: TFLiteOperator, _ builtin: TFLiteBuiltinOperator, _ operands: [TFLiteArray]
  ) throws(TFLiteError) -> TFLiteArray? {
    let first = operands[0]
    switch builtin {
    case .transpose, .slice, .gather, .tile, .broadcastTo, .concatenation, .pack, .reverse:
      return try moved(step, builtin, operands)
    case .cast: return try cast(step, first)
    case .fill: return fill(first, operands)
    case .range: return range(operands)
    case .zerosLike: return first.mapped({ _ in 0 }, { _ in 0 })
    default: break
    }
    guard try graph.tensor(step.outputs[0]).type != .int8 else { return nil }
    switch builtin {
    case .add, .subtract, .multiply, .divide, .floorDivide, .floorModulo, .maximum, .minimum, .power,
      .squaredDifference, .less, .lessEqual, .greater, .greaterEqual, .equal, .notEqual, .logicalAnd,
      .logicalOr:
      return try operands.count == 2 ? combined(step, builtin, first, operands[1]) : nil
    case .sum, .reduceProduct, .reduceMaximum, .reduceMinimum: return reduced(builtin, operands)
    case .negative: return first.mapped({ -$0 }, { -$0 })
    case .absolute: return first.mapped({ abs($0) }, { abs($0) })
    case .square: return first.mapped({ $0 &* $0 }, { $0 * $0 })
    case .squareRoot: return first.mapped(nil, { $0.squareRoot() })
    case .reciprocalSquareRoot: return first.mapped(nil, { 1 / $0.squareRoot() })
    case .floor: return first.mapped(nil, { $0.rounded(.down) })
    case .ceiling: return first.mapped(nil, { $0.rounded(.up) })
    case .round: return first.mapped(nil, { $0.rounded(.toNearestOrEven) })
    default: return nil
    }
  }

  private func combined(
    _ step: TFLiteOperator, _ builtin: TFLiteBuiltinOperator, _ first: TFLiteArray, _ second: TFLiteArray
  ) throws(TFLiteError) -> TFLiteArray? {
    let most = 1 << 24
    func pair(_ integer: (Int, Int) -> Int?, _ real: (Float, Float) -> Float) -> TFLiteArray? {
      first.paired(with: second, most: most, integer, real)
    }
    func compare(_ integer: (Int, Int) -> Bool) -> TFLiteArray? {
      // Truth values of real numbers are needed nowhere.
      guard case .integers = first.elements, case .integers = second.elements else { return nil }
      return pair({ integer($0, $1) ? 1 : 0 }, { _, _ in 0 })
    }
    switch builtin {
    case .less: return compare(<)
    case .lessEqual: return compare(<=)
    case .greater: return compare(>)
    case .greaterEqual: return compare(>=)
    case .equal: return compare(==)
    case .notEqual: return compare(!=)
    case .logicalAnd: return compare { $0 != 0 && $1 != 0 }
    case .logicalOr: return compare { $0 != 0 || $1 != 0 }
    case .add: return pair({ $0 &+ $1 }, +)
    case .subtract: return pair({ $0 &- $1 }, -)
    case .multiply: return pair({ $0 &* $1 }, *)
    case .divide: return pair({ $1 == 0 || $1 == -1 ? nil : $0 / $1 }, /)
    case .floorDivide:
      return pair({ Self.floorDivided($0, $1)?.quotient }, { ($0 / $1).rounded(.down) })
    case .floorModulo:
      return pair({ Self.floorDivided($0, $1)?.rest }, { $0 - ($0 / $1).rounded(.down) * $1 })
    case .maximum: return pair({ max($0, $1) }, { max($0, $1) })
    case .minimum: return pair({ min($0, $1) }, { min($0, $1) })
    case .squaredDifference: return pair({ ($0 &- $1) &* ($0 &- $1) }, { ($0 - $1) * ($0 - $1) })
    default: return nil
    }
  }

  private static func floorDivided(_ number: Int, _ divisor: Int) -> (quotient: Int, rest: Int)? {
    guard divisor != 0, divisor != -1 else { return nil }
    let rest = number % divisor
    return rest != 0 && (rest < 0) != (divisor < 0)
      ? (number / divisor - 1, rest + divisor) : (number / divisor, rest)
  }

  private func reduced(_ builtin: TFLiteBuiltinOperator, _ operands: [TFLiteArray]) -> TFLiteArray? {
    // Of shapes: all elements of a vector.
    guard operands.count == 2, operands[0].extents.count == 1,
      case .integers(let values) = operands[0].elements,
      !values.isEmpty
    else { return nil }
    let result: Int? =
      switch builtin {
      case .sum: values.reduce(0, &+)
      case .reduceProduct: values.reduce(1, &*)
      case .reduceMaximum: values.max()
      case .reduceMinimum: values.min()
      default: nil
      }
    return result.map { TFLiteArray(extents: [], elements: .integers([$0])) }
  }

  private func cast(_ step: TFLiteOperator, _ operand: TFLiteArray) throws(TFLiteError) -> TFLiteArray? {
    let isReal = try output(step).type.isReal
    switch operand.elements {
    case .integers(let values):
      return isReal
        ? TFLiteArray(extents: operand.extents, elements: .reals(values.map { Float($0) })) : operand
    case .reals(let values):
      guard !isReal else { return operand }
      let integers = values.compactMap { Int(exactly: $0.rounded(.towardZero)) }
      return integers.count == values.count
        ? TFLiteArray(extents: operand.extents, elements: .integers(integers)) : nil
    }
  }

  private func fill(_ shape: TFLiteArray, _ operands: [TFLiteArray]) -> TFLiteArray? {
    guard operands.count == 2, operands[1].count == 1, case .integers(let extents) = shape.elements,
      let count = Extents.count(extents), count <= 1 << 24
    else { return nil }
    return operands[1].picked(Array(repeating: 0, count: count), extents: extents)
  }

  private func range(_ operands: [TFLiteArray]) -> TFLiteArray? {
    let numbers = operands.compactMap { operand -> Int? in
      guard operand.count == 1, case .integers(let values) = operand.elements else { return nil }
      return values[0]
    }
    guard numbers.count == 3, numbers[2] != 0, numbers.allSatisfy({ $0.magnitude < 1 << 24 }) else {
      return nil
    }
    let values = Array(stride(from: numbers[0], to: numbers[1], by: numbers[2]))
    return TFLiteArray(extents: [values.count], elements: .integers(values))
  }
}
