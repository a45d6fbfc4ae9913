#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Function.Kind {
  /// The function's value.
  /// - Returns: NaN or infinity where the function has no value.
  public func value(at x: Double) -> Double {
    switch self {
    case .absolute: abs(x)
    case .negative: -x
    case .exponential: exp(x)
    case .logarithm: log(x)
    case .squareRoot: x.squareRoot()
    case .reciprocalSquareRoot: 1 / x.squareRoot()
    case .square: x * x
    case .reciprocal: 1 / x
    case .elu(let alpha): x < 0 ? Double(alpha) * expm1(x) : x
    case .selu: seluNumbers.scale * (x < 0 ? seluNumbers.alpha * expm1(x) : x)
    case .softplus: softplusOf(x)
    case .softsign: x / (1 + abs(x))
    case .erf: errorFunction(x)
    case .gelu: x * normalOf(x)
    case .geluTanh: x / 2 * (1 + geluTanhGate(x))
    case .silu: x * logisticOf(x)
    case .mish: x * tanh(softplusOf(x))
    case .hardSigmoid(let alpha, let beta): min(max(Double(alpha) * x + Double(beta), 0), 1)
    case .clip(let low, let high): min(max(x, Double(low)), Double(high))
    case .power(let exponent): pow(x, Double(exponent))
    case .floor: x.rounded(.down)
    case .ceiling: x.rounded(.up)
    case .round: x.rounded(.toNearestOrEven)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    case .sine: sin(x)
    case .cosine: cos(x)
    case .arctangent: atan(x)
    case .celu(let alpha): max(x, 0) + min(Double(alpha) * expm1(x / Double(alpha)), 0)
    case .thresholdedReLU(let alpha): x > Double(alpha) ? x : 0
    case .fakeQuantize(let scale, let low, let high):
      // In single precision, as those who write such networks compute it.
      Double(min(max((Float(x) / scale).rounded(.toNearestOrEven), low), high) * scale)
    }
  }

  /// The function's derivative; where it has a corner that of one side, and 0 of a function of steps.
  public func slope(at x: Double) -> Double {
    switch self {
    case .absolute: x > 0 ? 1 : x < 0 ? -1 : 0
    case .negative: -1
    case .exponential: exp(x)
    case .logarithm: 1 / x
    case .squareRoot: 0.5 / x.squareRoot()
    case .reciprocalSquareRoot: -0.5 / (x * x.squareRoot())
    case .square: 2 * x
    case .reciprocal: -1 / (x * x)
    case .elu(let alpha): x < 0 ? Double(alpha) * exp(x) : 1
    case .selu: seluNumbers.scale * (x < 0 ? seluNumbers.alpha * exp(x) : 1)
    case .softplus: logisticOf(x)
    case .softsign: 1 / ((1 + abs(x)) * (1 + abs(x)))
    case .erf: 2 / Double.pi.squareRoot() * exp(-x * x)
    case .gelu: normalOf(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    case .geluTanh: geluTanhSlope(x)
    case .silu: logisticOf(x) * (1 + x * (1 - logisticOf(x)))
    case .mish: mishSlope(x)
    case .hardSigmoid(let alpha, let beta):
      (0...1).contains(Double(alpha) * x + Double(beta)) ? Double(alpha) : 0
    case .clip(let low, let high): x >= Double(low) && x <= Double(high) ? 1 : 0
    case .power(let exponent): exponent == 0 ? 0 : Double(exponent) * pow(x, Double(exponent) - 1)
    case .floor, .ceiling, .round, .sign: 0
    case .sine: cos(x)
    case .cosine: -sin(x)
    case .arctangent: 1 / (1 + x * x)
    case .celu(let alpha): x > 0 ? 1 : exp(x / Double(alpha))
    case .thresholdedReLU(let alpha): x > Double(alpha) ? 1 : 0
    case .fakeQuantize(let scale, let low, let high):
      (Double(low)...Double(high)).contains(x / Double(scale)) ? 1 : 0
    }
  }
}

/// Klambauer et al. 2017: the numbers that keep mean 0 and variance 1.
private let seluNumbers = (scale: 1.0507009873554804934193349852946, alpha: 1.6732632423543772848170429916717)

/// √(2/π) and the weight of the cube in the approximation of `gelu`.
private let geluNumbers = (factor: 0.79788456080286535588, cube: 0.044715)

private func logisticOf(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

private func softplusOf(_ x: Double) -> Double { max(x, 0) + log1p(exp(-abs(x))) }

private func errorFunction(_ x: Double) -> Double { erf(x) }

/// The normal distribution's function, by the complementary error function, which is exact far below 0 too.
private func normalOf(_ x: Double) -> Double { erfc(-x * 0.5.squareRoot()) / 2 }

private func geluTanhGate(_ x: Double) -> Double {
  tanh(geluNumbers.factor * (x + geluNumbers.cube * x * x * x))
}

private func geluTanhSlope(_ x: Double) -> Double {
  let t = geluTanhGate(x)
  let inner = geluNumbers.factor * (1 + 3 * geluNumbers.cube * x * x)
  return (1 + t) / 2 + x / 2 * (1 - t * t) * inner
}

private func mishSlope(_ x: Double) -> Double {
  let t = tanh(softplusOf(x))
  return t + x * (1 - t * t) * logisticOf(x)
}
