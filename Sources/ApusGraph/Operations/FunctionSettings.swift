extension Function.Kind {
  /// The function's name in files.
  private enum Name: String, CaseIterable {
    case absolute, negative, exponential, logarithm, squareRoot, reciprocalSquareRoot, square, reciprocal, elu
    case selu, softplus, softsign, erf, gelu, geluTanh, silu, mish, hardSigmoid, clip, power, floor, ceiling
    case round, sign, sine, cosine, arctangent, celu, thresholdedReLU, fakeQuantize
  }

  private var name: Name {
    switch self {
    case .absolute: .absolute
    case .negative: .negative
    case .exponential: .exponential
    case .logarithm: .logarithm
    case .squareRoot: .squareRoot
    case .reciprocalSquareRoot: .reciprocalSquareRoot
    case .square: .square
    case .reciprocal: .reciprocal
    case .elu: .elu
    case .selu: .selu
    case .softplus: .softplus
    case .softsign: .softsign
    case .erf: .erf
    case .gelu: .gelu
    case .geluTanh: .geluTanh
    case .silu: .silu
    case .mish: .mish
    case .hardSigmoid: .hardSigmoid
    case .clip: .clip
    case .power: .power
    case .floor: .floor
    case .ceiling: .ceiling
    case .round: .round
    case .sign: .sign
    case .sine: .sine
    case .cosine: .cosine
    case .arctangent: .arctangent
    case .celu: .celu
    case .thresholdedReLU: .thresholdedReLU
    case .fakeQuantize: .fakeQuantize
    }
  }

  /// The function's name, as reports tell it: `squareRoot`.
  public var description: String { name.rawValue }

  /// Its numbers by name.
  private var numbers: [(key: String, value: Float)] {
    switch self {
    case .elu(let alpha), .celu(let alpha), .thresholdedReLU(let alpha): [("alpha", alpha)]
    case .hardSigmoid(let alpha, let beta): [("alpha", alpha), ("beta", beta)]
    case .clip(let low, let high): [("low", low), ("high", high)]
    case .power(let exponent): [("exponent", exponent)]
    case .fakeQuantize(let scale, let low, let high): [("scale", scale), ("low", low), ("high", high)]
    case .absolute, .negative, .exponential, .logarithm, .squareRoot, .reciprocalSquareRoot, .square,
      .reciprocal, .selu, .softplus, .softsign, .erf, .gelu, .geluTanh, .silu, .mish, .floor, .ceiling,
      .round, .sign, .sine, .cosine, .arctangent:
      []
    }
  }

  /// Whether all of its numbers are finite, but for an end that a clip does not have, and in their order.
  var hasSoundNumbers: Bool {
    switch self {
    case .clip(let low, let high): low <= high
    case .celu(let alpha): alpha.isFinite && alpha != 0
    case .fakeQuantize(let scale, let low, let high):
      scale > 0 && (1 / scale).isNormal && low <= high && low.isFinite && high.isFinite
    case .elu, .hardSigmoid, .power, .thresholdedReLU, .absolute, .negative, .exponential, .logarithm,
      .squareRoot, .reciprocalSquareRoot, .square, .reciprocal, .selu, .softplus, .softsign, .erf, .gelu,
      .geluTanh, .silu, .mish, .floor, .ceiling, .round, .sign, .sine, .cosine, .arctangent:
      numbers.allSatisfy(\.value.isFinite)
    }
  }

  /// `kind` and its numbers; an end that a clip does not have is not told.
  var settings: Settings {
    let told = numbers.filter(\.value.isFinite)
    return Settings(
      [Settings.Entry(key: "kind", value: .text(name.rawValue))]
        + told.map { Settings.Entry(key: $0.key, value: .real($0.value)) })
  }

  /// A kind from its settings.
  init(settings: Settings) throws(SettingsError) {
    switch try settings.choice("kind", of: Name.self) {
    case .absolute: self = .absolute
    case .negative: self = .negative
    case .exponential: self = .exponential
    case .logarithm: self = .logarithm
    case .squareRoot: self = .squareRoot
    case .reciprocalSquareRoot: self = .reciprocalSquareRoot
    case .square: self = .square
    case .reciprocal: self = .reciprocal
    case .elu: self = .elu(alpha: try settings.real("alpha"))
    case .selu: self = .selu
    case .softplus: self = .softplus
    case .softsign: self = .softsign
    case .erf: self = .erf
    case .gelu: self = .gelu
    case .geluTanh: self = .geluTanh
    case .silu: self = .silu
    case .mish: self = .mish
    case .hardSigmoid:
      self = .hardSigmoid(alpha: try settings.real("alpha"), beta: try settings.real("beta"))
    case .clip:
      self = .clip(
        low: settings["low"] == nil ? -.infinity : try settings.real("low"),
        high: settings["high"] == nil ? .infinity : try settings.real("high"))
    case .power: self = .power(exponent: try settings.real("exponent"))
    case .floor: self = .floor
    case .ceiling: self = .ceiling
    case .round: self = .round
    case .sign: self = .sign
    case .sine: self = .sine
    case .cosine: self = .cosine
    case .arctangent: self = .arctangent
    case .celu: self = .celu(alpha: try settings.real("alpha"))
    case .thresholdedReLU: self = .thresholdedReLU(alpha: try settings.real("alpha"))
    case .fakeQuantize:
      self = .fakeQuantize(
        scale: try settings.real("scale"), low: try settings.real("low"), high: try settings.real("high"))
    }
  }
}
