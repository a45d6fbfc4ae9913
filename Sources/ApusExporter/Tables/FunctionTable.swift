import ApusGraph
import ApusModel
import ApusRuntime

/// The table of a function of one number, for each int8.
///
/// The real number of each integer goes through the function and to the nearest integer of the output, in single precision
/// as TFLite's tables do (ELU, EXP, LOG, GELU). ABS and RSQRT have integer kernels there, whose results these tables hold.
struct FunctionTable {
  /// What integers of the input stand for.
  let input: QuantizationParameters
  /// What integers of the output stand for.
  let output: QuantizationParameters

  /// The results of −128 … 127, in order.
  func make(_ kind: Function.Kind) -> [Int8] {
    (-128...127).map { integer in
      let distance = Int32(integer - input.zeroPoint)
      switch kind {
      case .absolute:
        if let result = absolute(distance) { return result }
      case .reciprocalSquareRoot:
        if let result = reciprocalRoot(distance) { return result }
      case .negative, .exponential, .logarithm, .squareRoot, .square, .reciprocal, .elu, .selu, .softplus,
        .softsign, .erf, .gelu, .geluTanh, .silu, .mish, .hardSigmoid, .clip, .power, .floor, .ceiling,
        .round,
        .sign, .sine, .cosine, .arctangent, .celu, .thresholdedReLU, .fakeQuantize:
        break
      }
      return nearest(kind, at: input.scale * Float(distance))
    }
  }

  /// The nearest integer to the function's value; the end of the range that the function goes to where it has none.
  private func nearest(_ kind: Function.Kind, at x: Float) -> Int8 {
    let value: Float =
      switch kind {
      // One rounding more, as TFLite has it.
      case .elu(let alpha) where x < 0: alpha * (Float(Function.Kind.exponential.value(at: Double(x))) - 1)
      case .logarithm where x <= 0: -.infinity
      case .reciprocal where x == 0: .infinity
      case .absolute, .negative, .exponential, .logarithm, .squareRoot, .reciprocalSquareRoot, .square,
        .reciprocal, .elu, .selu, .softplus, .softsign, .erf, .gelu, .geluTanh, .silu, .mish, .hardSigmoid,
        .clip, .power, .floor, .ceiling, .round, .sign, .sine, .cosine, .arctangent, .celu,
        .thresholdedReLU, .fakeQuantize:
        Float(kind.value(at: Double(x)))
      }
    guard !value.isNaN else { return Int8(output.zeroPoint) }
    let steps = (value * (1 / output.scale)).rounded(.toNearestOrAwayFromZero) + Float(output.zeroPoint)
    return Int8(min(max(steps, -128), 127))
  }

  /// TFLite Micro's ABS: nil where fixed point cannot express the ratio of scales.
  private func absolute(_ distance: Int32) -> Int8? {
    guard input.scale != output.scale else { return clamped(Int(distance.magnitude)) }
    guard let factor = FixedPointMultiplier(Double(input.scale / output.scale)), factor.isSafe(upTo: 255)
    else {
      return nil
    }
    return clamped(Int(factor.applied(to: Int32(distance.magnitude))))
  }

  /// TFLite Micro's RSQRT, whose arguments have 20 bits more: nil where fixed point cannot express the scales. What is not
  /// positive has the largest result.
  private func reciprocalRoot(_ distance: Int32) -> Int8? {
    let scale = 1 / Double(input.scale.squareRoot() * output.scale)
    guard let factor = FixedPointMultiplier(scale), (-11...30).contains(factor.shift) else { return nil }
    guard distance > 0 else { return 127 }
    let root = FixedPoint.reciprocalRoot(distance)
    let fraction = FixedPointMultiplier(multiplier: root.multiplier, shift: root.shift + 20).applied(to: 1)
    let scaling = FixedPointMultiplier(multiplier: factor.multiplier, shift: factor.shift - 20)
    guard scaling.isSafe(upTo: UInt64(fraction.magnitude)) else { return 127 }
    return clamped(Int(scaling.applied(to: fraction)))
  }

  /// An integer above or below the zero point.
  private func clamped(_ distance: Int) -> Int8 { Int8(min(max(distance + output.zeroPoint, -128), 127)) }
}
