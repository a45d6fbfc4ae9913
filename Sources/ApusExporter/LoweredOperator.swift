import ApusGraph
import ApusModel

/// A value of the lowered graph, its extents brought to height, width and channels.
struct LoweredValue {
  var height: Int
  var width: Int
  var channels: Int
  var rank: Int
  var quantization: QuantizationParameters
  var element: TensorRecord.Element

  /// More than three dimensions keep the innermost two; the format has no more.
  init(_ shape: Shape, _ quantization: QuantizationParameters, _ element: TensorRecord.Element = .int8) {
    let dimensions = shape.dimensions
    channels = dimensions.last ?? 1
    width = dimensions.count >= 2 ? dimensions[dimensions.count - 2] : 1
    height = dimensions.dropLast(2).reduce(1, *)
    rank = max(1, min(3, dimensions.count))
    self.quantization = quantization
    self.element = element
  }

  var count: Int { height * width * channels }

  var byteCount: Int { count * element.byteCount }

  var extents: Extents { Extents(height: height, width: width, channels: channels) }
}

/// One operator as it will be in the file, but for its inputs' numbers and its arena offset.
struct LoweredOperator {
  var name: String
  var kind: OperatorKind
  /// Values taken: inputs come first, then states, then what each operator makes.
  var inputs: [Int]
  var output: LoweredValue
  /// The record, with the payload filled in.
  var record = RecordWriter(byteCount: Layout.recordBytes)
  /// What it has beside its record.
  var constants = LoweredConstants.none
  /// The window's stride and the padding above and on the left, which the in-place rule asks for.
  var slide: WindowSlide?

  init(name: String, kind: OperatorKind, inputs: [Int], output: LoweredValue) {
    self.name = name
    self.kind = kind
    self.inputs = inputs
    self.output = output
    record.put(kind.rawValue, at: Layout.Record.kind)
  }

  /// Writes a multiplier and its shift into the record.
  mutating func put(_ factor: FixedPointMultiplier, at place: Layout.Factor) {
    record.put(factor.multiplier, at: place.multiplier)
    record.put(Int8(truncatingIfNeeded: factor.shift), at: place.shift)
  }

  /// Writes the range of outputs that a fused rectifier allows, as TFLite computes it (in float).
  mutating func put(_ activation: FusedActivation) {
    let zero = Int8(output.quantization.zeroPoint)
    let range: ClosedRange<Int8> =
      switch activation {
      case .none: -128...127
      case .relu: zero...127
      case .relu6: zero...output.quantization.quantized(Float(6))
      }
    record.put(range.lowerBound, at: Layout.Record.clampLow)
    record.put(range.upperBound, at: Layout.Record.clampHigh)
  }

  /// Writes a window for an input of the given size.
  /// - Throws: if a number needs more than 16 bits.
  mutating func put(_ window: Window, input: LoweredValue) throws(ExporterError) {
    let padding = window.resolvedPadding(height: input.height, width: input.width)
    let fields = [
      (window.kernel.height, Layout.Window.kernelHeight), (window.kernel.width, Layout.Window.kernelWidth),
      (window.stride.height, Layout.Window.strideHeight), (window.stride.width, Layout.Window.strideWidth),
      (window.dilation.height, Layout.Window.dilationHeight),
      (window.dilation.width, Layout.Window.dilationWidth),
      (padding.top, Layout.Window.top), (padding.left, Layout.Window.left),
    ]
    slide = WindowSlide(
      strideHeight: window.stride.height, strideWidth: window.stride.width, top: padding.top,
      left: padding.left)
    for (value, offset) in fields {
      guard let value = UInt16(exactly: value) else { throw .tooLarge(node: name) }
      record.put(value, at: offset)
    }
  }

  /// Whether it may write its output from an input's first byte on.
  func mayOverwrite(_ input: LoweredValue) -> Bool {
    input.element == output.element
      && kind.mayOverwrite(input: input.extents, output: output.extents, slide: slide)
  }
}
