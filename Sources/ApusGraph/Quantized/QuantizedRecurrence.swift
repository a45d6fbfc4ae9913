/// What a quantized `LSTM`, `GRU` or `SimpleRNN` has: weights and biases of its two products, whose sums become integers of 16
/// bits, and the scale of a state of 16 bits.
public struct QuantizedRecurrence: Hashable, Sendable {
  /// `[gates · units, features]`, with a scale for each row.
  public var inputWeights: QuantizedWeights
  /// An integer for each row, at scale `inputScale × inputWeights.scales[row]`.
  public var inputBias: [Int32]
  /// `[gates · units, units]`, with a scale for each row.
  public var recurrentWeights: QuantizedWeights
  /// An integer for each row, at scale `outputScale × recurrentWeights.scales[row]`.
  public var recurrentBias: [Int32]
  /// The scale of the sums of 16 bits: `gateScale`, unless no function but a rectifier follows.
  public var sumScale: Float
  /// The scale of an LSTM's cell state, a power of two, or of a GRU's hidden state, which is `unitScale`.
  public var stateScale: Float

  /// The scale of what goes into a sigmoid or a tanh: 2⁻¹².
  public static let gateScale: Float = 0x1p-12
  /// The scale of what a sigmoid or a tanh gives: 2⁻¹⁵.
  public static let unitScale: Float = 0x1p-15

  /// What a layer has, from its parts.
  public init(
    inputWeights: QuantizedWeights, inputBias: [Int32], recurrentWeights: QuantizedWeights,
    recurrentBias: [Int32], sumScale: Float = Self.gateScale, stateScale: Float = Self.unitScale
  ) {
    self.inputWeights = inputWeights
    self.inputBias = inputBias
    self.recurrentWeights = recurrentWeights
    self.recurrentBias = recurrentBias
    self.sumScale = sumScale
    self.stateScale = stateScale
  }
}

/// What a quantized `SVDF` has.
public struct QuantizedFilters: Hashable, Sendable {
  /// `[filters, features]`, with one scale for all.
  public var featureWeights: QuantizedWeights
  /// `[filters, memory]`, of the memory's elements.
  public var timeWeights: [Int16]
  /// The scale of all of these.
  public var timeScale: Float
  /// An integer for each unit, at scale `memory.scale × timeScale`.
  public var bias: [Int32]
  /// How the memory's integers stand for real numbers.
  public var memory: QuantizationParameters
  /// The integers of memory and time weights: int8 or int16.
  public var memoryElement: ElementType

  /// What a layer has, from its parts.
  public init(
    featureWeights: QuantizedWeights, timeWeights: [Int16], timeScale: Float, bias: [Int32],
    memory: QuantizationParameters, memoryElement: ElementType
  ) {
    self.featureWeights = featureWeights
    self.timeWeights = timeWeights
    self.timeScale = timeScale
    self.bias = bias
    self.memory = memory
    self.memoryElement = memoryElement
  }
}
