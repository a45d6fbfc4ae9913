/// What an operator's int8 kernel does with scales and zero points. Quantization and the exporter ask it.
public struct Int8Behavior: Hashable, Sendable {
  /// Whether integers are handed on, compared or averaged as they are, so that inputs and output must have one scale
  /// and zero point.
  public var keepsScale: Bool
  /// Whether an output is a mean of inputs. Clamping does not commute with it, as it does with a maximum.
  public var averages: Bool
  /// Whether the kernel ends in a clamp, so that a rectifier after it costs nothing.
  public var clamps: Bool
  /// The clamp that is the operator's own meaning, of a rectifier.
  public var rectifier: FusedActivation
  /// The output's scale and zero point, where the kernel fixes them.
  public var output: QuantizationParameters?
  /// How often the scale that the kernel fixes may be halved.
  public var outputHalvings: Int
  /// The integers that the output is made of: int8, unless the kernel makes others, as of indices.
  public var outputElement: ElementType
  /// Whether there is a kernel that takes and makes int16 in place of int8.
  public var hasWideKernel: Bool
  /// The scale and zero point of an output of int16, where the kernel fixes them.
  public var wideOutput: QuantizationParameters?

  /// A kernel that rescales and does not clamp, unless told otherwise.
  public init(
    keepsScale: Bool = false, averages: Bool = false, clamps: Bool = false,
    rectifier: FusedActivation = .none,
    output: QuantizationParameters? = nil, outputHalvings: Int = 0, outputElement: ElementType = .int8,
    hasWideKernel: Bool = false, wideOutput: QuantizationParameters? = nil
  ) {
    self.keepsScale = keepsScale
    self.averages = averages
    self.clamps = clamps
    self.rectifier = rectifier
    self.output = output
    self.outputHalvings = outputHalvings
    self.outputElement = outputElement
    self.hasWideKernel = hasWideKernel
    self.wideOutput = wideOutput
  }

  /// The output's scale and zero point, where the kernel for elements fixes them.
  public func output(of element: ElementType) -> QuantizationParameters? {
    element == .int16 ? wideOutput : output
  }

  /// All scales and zero points that the kernel can make, where it fixes them, the coarsest first; empty where it does not.
  public var outputs: [QuantizationParameters] {
    guard let output else { return [] }
    return (0...outputHalvings).map {
      QuantizationParameters(scale: output.scale / Float(1 << $0), zeroPoint: output.zeroPoint)
    }
  }

  /// Whether the kernel for elements can make integers that stand for numbers so.
  public func makes(_ parameters: QuantizationParameters, of element: ElementType = .int8) -> Bool {
    element == .int16
      ? wideOutput == nil || wideOutput == parameters : output == nil || outputs.contains(parameters)
  }
}

extension QuantizationParameters {
  /// Probabilities in steps of 1/256, as TensorFlow Lite's int8 specification demands of softmax and logistic.
  public static let probability = QuantizationParameters(scale: 1 / 256, zeroPoint: -128)
  /// Logarithms of probabilities in steps of 1/16, down to −255/16, as TensorFlow Lite's int8 specification demands.
  public static let logProbability = QuantizationParameters(scale: 1 / 16, zeroPoint: 127)
  /// Numbers from −1 to 1 − 2⁻¹⁵ in 16 bits.
  public static let wideUnit = QuantizationParameters(scale: 0x1p-15, zeroPoint: 0)
  /// Numbers from −1 to 127/128.
  public static let unit = QuantizationParameters(scale: 1 / 128, zeroPoint: 0)
}
