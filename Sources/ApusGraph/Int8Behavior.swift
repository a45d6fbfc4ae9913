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
  /// The integers that the output is made of: int8, unless the kernel makes others, as of indices.
  public var outputElement: ElementType
  /// Whether there is a kernel that takes and makes int16 in place of int8.
  public var hasWideKernel: Bool

  /// A kernel that rescales and does not clamp, unless told otherwise.
  public init(
    keepsScale: Bool = false, averages: Bool = false, clamps: Bool = false,
    rectifier: FusedActivation = .none,
    output: QuantizationParameters? = nil, outputElement: ElementType = .int8, hasWideKernel: Bool = false
  ) {
    self.keepsScale = keepsScale
    self.averages = averages
    self.clamps = clamps
    self.rectifier = rectifier
    self.output = output
    self.outputElement = outputElement
    self.hasWideKernel = hasWideKernel
  }
}

extension QuantizationParameters {
  /// Probabilities in steps of 1/256, as TensorFlow Lite's int8 specification demands of softmax and logistic.
  public static let probability = QuantizationParameters(scale: 1 / 256, zeroPoint: -128)
  /// Logarithms of probabilities in steps of 1/16, down to −255/16.
  public static let logProbability = QuantizationParameters(scale: 1 / 16, zeroPoint: 127)
  /// Numbers from −1 to 127/128.
  public static let unit = QuantizationParameters(scale: 1 / 128, zeroPoint: 0)
}
