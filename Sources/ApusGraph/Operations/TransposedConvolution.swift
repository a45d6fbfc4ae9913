/// A convolution run backwards, which enlarges a feature map: every input element adds its kernel, times its value,
/// to the output, `stride` further for each step in the input (Zeiler et al. 2010; Dumoulin and Visin 2016, chapter
/// 4). It is the gradient of a convolution with respect to its input.
///
/// Of the `(input − 1) · stride + kernel` rows that are reached, `padding.top` and `padding.bottom` are left out;
/// below them may be rows that hold the bias alone, as with PyTorch's `output_padding`. Columns likewise.
///
/// `weight` is `[outputChannels, kernelHeight, kernelWidth, inputChannels]`, `bias` is `[outputChannels]`.
public struct TransposedConvolution: WeightedOperation {
  /// `transposedConvolution`
  public static let name = "transposedConvolution"
  /// Channels taken.
  public var inputChannels: Int
  /// Channels made.
  public var outputChannels: Int
  /// Rows and columns of a kernel.
  public var kernel: Size
  /// Rows and columns of the output from one input element's kernel to the next's.
  public var stride: Size
  /// Rows and columns left out on each side.
  public var padding: ResolvedPadding
  /// Rows below and columns on the right that no kernel reaches; fewer than the stride.
  public var outputPadding: Size
  /// Whether a bias is added.
  public var hasBias: Bool

  /// A transposed convolution; nothing left out or added, with a bias, unless told otherwise.
  public init(
    inputChannels: Int, outputChannels: Int, kernel: Size, stride: Size = Size(1),
    padding: ResolvedPadding = ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0),
    outputPadding: Size = Size(0), hasBias: Bool = true
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.hasBias = hasBias
  }

  /// Rows and columns that the kernels reach, less what is left out, plus what is added.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try featureMap(inputs)
    guard inputChannels > 0, outputChannels > 0 else { throw .range("a channel count") }
    guard input.channels == inputChannels else {
      throw .channels(expected: inputChannels, found: input.channels)
    }
    let extents = [kernel.height, kernel.width, stride.height, stride.width]
    guard extents.allSatisfy({ (1...65535).contains($0) }) else { throw .range("a kernel or stride") }
    let amounts = [padding.top, padding.bottom, padding.left, padding.right]
    guard amounts.allSatisfy({ (0...65535).contains($0) }),
      (0..<stride.height).contains(outputPadding.height),
      (0..<stride.width).contains(outputPadding.width)
    else { throw .range("a padding") }
    let height = (input.height - 1) * stride.height + kernel.height - padding.top - padding.bottom
    let width = (input.width - 1) * stride.width + kernel.width - padding.left - padding.right
    guard height > 0, width > 0 else { throw .range("a padding") }
    return Shape(
      height: height + outputPadding.height, width: width + outputPadding.width, channels: outputChannels)
  }

  /// The case that holds it.
  public var operation: Operation { .transposedConvolution(self) }

  /// `[output, rows, columns, input]`
  public static let weightAxes: [WeightAxis] = [.output, .rows, .columns, .input]
  /// `[input, output, rows, columns]`
  public static let pyTorchWeightAxes: [WeightAxis] = [.input, .output, .rows, .columns]

  /// All of them.
  public var inputChannelsPerOutput: Int { inputChannels }
  /// An output sees only the taps that are a stride apart.
  public var fanIn: Int { max(1, taps / max(1, stride.area)) }

  /// At every position of the input.
  public func positions(for inputs: [Shape], output: Shape) -> Int { inputs[0].height * inputs[0].width }

  /// The positions whose kernel has the tap inside of the output.
  public func reach(from input: Shape, to output: Shape) -> KernelReach {
    KernelReach(
      rows: (0..<kernel.height).map { tap in
        (0..<input.height).filter { (0..<output.height).contains($0 * stride.height + tap - padding.top) }
      },
      columns: (0..<kernel.width).map { tap in
        (0..<input.width).filter { (0..<output.width).contains($0 * stride.width + tap - padding.left) }
      })
  }

  /// `inputChannels`, `outputChannels`, `kernel`, `stride`, `padding`, `outputPadding`, `bias`
  public var settings: Settings {
    [
      "inputChannels": .integer(inputChannels), "outputChannels": .integer(outputChannels),
      "kernel": .size(kernel), "stride": .size(stride), "padding": .sides(padding),
      "outputPadding": .size(outputPadding), "bias": .bool(hasBias),
    ]
  }

  /// A transposed convolution from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      inputChannels: try settings.integer("inputChannels"),
      outputChannels: try settings.integer("outputChannels"), kernel: try settings.size("kernel"),
      stride: try settings.size("stride"), padding: try settings.sides("padding"),
      outputPadding: try settings.size("outputPadding"), hasBias: try settings.bool("bias"))
  }

  /// Fewer channels on both sides.
  public mutating func keepChannels(_ kept: KeptChannels) {
    inputChannels = kept.inputs.count
    outputChannels = kept.outputs.count
  }
}
