/// A quantized value that nodes take by its name and that keeps its content from run to run: after a run, it becomes
/// the value `update`, whose integers stand for real numbers in the same way.
public struct QuantizedState: Hashable, Sendable {
  /// The name by which nodes take it.
  public var name: String
  /// Its extent, of one to three dimensions.
  public var shape: Shape
  /// How its integers stand for real numbers.
  public var quantization: QuantizationParameters
  /// The integers that it is made of.
  public var elementType: ElementType
  /// What it holds before the first run: one integer for all elements, or one for each.
  public var initial: [Int32]
  /// The input, state or node, of the same extent, whose value it takes over after a run.
  public var update: String

  /// A state from its parts, which begins with the integer that stands for 0 unless told otherwise.
  public init(
    name: String, shape: Shape, quantization: QuantizationParameters, elementType: ElementType = .int8,
    initial: [Int32]? = nil, update: String
  ) {
    self.name = name
    self.shape = shape
    self.quantization = quantization
    self.elementType = elementType
    self.initial = initial ?? [Int32(quantization.zeroPoint)]
    self.update = update
  }

  /// The float network's state.
  var dequantized: NetworkState {
    let reals = initial.map { quantization.scale * Float(Int($0) - quantization.zeroPoint) }
    return NetworkState(name: name, shape: shape, initial: reals, update: update)
  }
}
