/// A convolution in which each channel has its own kernels: `multiplier` outputs for each input channel,
/// output channel `c · multiplier + m` being made from input channel `c`.
///
/// `weight` is `[kernelHeight, kernelWidth, channels · multiplier]`, `bias` is `[channels · multiplier]`.
public struct DepthwiseConvolution: WeightedOperation {
  /// `depthwiseConvolution`
  public static let name = "depthwiseConvolution"
  /// Channels taken.
  public var channels: Int
  /// Output channels for each input channel.
  public var multiplier: Int
  /// Kernel, stride, dilation and padding.
  public var window: Window
  /// Whether a bias is added.
  public var hasBias: Bool

  /// A depthwise convolution; one output for each channel, with a bias, unless told otherwise.
  public init(channels: Int, multiplier: Int = 1, window: Window, hasBias: Bool = true) {
    self.channels = channels
    self.multiplier = multiplier
    self.window = window
    self.hasBias = hasBias
  }

  /// Channels made.
  public var outputChannels: Int { channels * multiplier }

  /// Rows and columns from the window, channels times the multiplier.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try featureMap(inputs)
    guard channels > 0, multiplier > 0 else { throw .range("a channel count") }
    guard input.channels == channels else { throw .channels(expected: channels, found: input.channels) }
    guard let size = window.outputSize(height: input.height, width: input.width) else {
      throw .window(window, input: input)
    }
    return Shape(height: size.height, width: size.width, channels: outputChannels)
  }

  /// The case that holds it.
  public var operation: Operation { .depthwiseConvolution(self) }

  /// `[rows, columns, output]`
  public static let weightAxes: [WeightAxis] = [.rows, .columns, .output]
  /// `[output, 1, rows, columns]`
  public static let pyTorchWeightAxes: [WeightAxis] = [.output, .input, .rows, .columns]

  /// Rows and columns of the window.
  public var kernel: Size { window.kernel }

  /// What the window's taps meet.
  public func reach(from input: Shape, to output: Shape) -> KernelReach {
    window.reach(from: input, to: output)
  }
  /// One.
  public var inputChannelsPerOutput: Int { 1 }
  /// Always.
  public var isDepthwise: Bool { true }

  /// `channels`, `multiplier`, `window`, `bias`
  public var settings: Settings {
    [
      "channels": .integer(channels), "multiplier": .integer(multiplier), "window": .group(window.settings),
      "bias": .bool(hasBias),
    ]
  }

  /// A depthwise convolution from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      channels: try settings.integer("channels"), multiplier: try settings.integer("multiplier"),
      window: try Window(settings: settings.group("window")), hasBias: try settings.bool("bias"))
  }

  /// Each input channel `multiplier` times.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    ChannelFlow((0..<output.channels).map { .input(0, channel: $0 / multiplier) })
  }

  /// Fewer channels.
  public mutating func keepChannels(_ kept: KeptChannels) { channels = kept.inputs.count }
}
