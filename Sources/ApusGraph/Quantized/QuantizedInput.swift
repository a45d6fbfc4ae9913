/// One of the values that a quantized network is given for each run.
public struct QuantizedInput: Hashable, Sendable {
  /// The name by which nodes take it.
  public var name: String
  /// The extent of one sample.
  public var shape: Shape
  /// What images go through before they are quantized; nil where it takes numbers as they are and no image.
  public var preprocessing: Preprocessing?
  /// How its integers stand for real numbers.
  public var quantization: QuantizationParameters
  /// The integers that it is made of.
  public var elementType: ElementType

  /// An input from its parts.
  public init(
    name: String = Graph.inputName, shape: Shape, preprocessing: Preprocessing? = nil,
    quantization: QuantizationParameters, elementType: ElementType = .int8
  ) {
    self.name = name
    self.shape = shape
    self.preprocessing = preprocessing
    self.quantization = quantization
    self.elementType = elementType
  }

  /// The integers that the pixels 0 … 255 become: one row for all channels where these are prepared alike, and one for
  /// each otherwise; none where the input is no image.
  public var pixelRows: [[Int8]] {
    guard let preprocessing else { return [] }
    let areAlike = preprocessing.offset.count == 1 && preprocessing.divisor.count == 1
    return (0..<(areAlike ? 1 : shape.channels)).map { channel in
      (0..<256).map { quantization.quantized(preprocessing.real(pixel: Double($0), channel: channel)) }
    }
  }

  /// The float network's input.
  var dequantized: NetworkInput { NetworkInput(name: name, shape: shape, preprocessing: preprocessing) }
}
