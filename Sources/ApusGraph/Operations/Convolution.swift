/// Two-dimensional convolution (strictly, cross-correlation), possibly strided, dilated or grouped.
///
/// `weight` is `[outputChannels, kernelHeight, kernelWidth, inputChannels / groups]` (OHWI),
/// `bias` is `[outputChannels]`.
public struct Convolution: WeightedOperation {
  /// `convolution`
  public static let name = "convolution"
  /// Channels taken.
  public var inputChannels: Int
  /// Channels made.
  public var outputChannels: Int
  /// Kernel, stride, dilation and padding.
  public var window: Window
  /// Groups of channels that do not see each other; 1 is an ordinary convolution.
  public var groups: Int
  /// Whether a bias is added.
  public var hasBias: Bool

  /// A convolution; one group, with a bias, unless told otherwise.
  public init(
    inputChannels: Int, outputChannels: Int, window: Window, groups: Int = 1, hasBias: Bool = true
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.window = window
    self.groups = groups
    self.hasBias = hasBias
  }

  /// Rows and columns from the window, channels as made.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let input = try featureMap(inputs)
    guard inputChannels > 0, outputChannels > 0 else { throw .range("a channel count") }
    guard input.channels == inputChannels else {
      throw .channels(expected: inputChannels, found: input.channels)
    }
    guard groups > 0, inputChannels % groups == 0, outputChannels % groups == 0 else {
      throw .groups(groups, inputChannels: inputChannels, outputChannels: outputChannels)
    }
    guard let size = window.outputSize(height: input.height, width: input.width) else {
      throw .window(window, input: input)
    }
    return Shape(height: size.height, width: size.width, channels: outputChannels)
  }

  /// The case that holds it.
  public var operation: Operation { .convolution(self) }

  /// `[output, rows, columns, input]`
  public static let weightAxes: [WeightAxis] = [.output, .rows, .columns, .input]
  /// `[output, input, rows, columns]`
  public static let pyTorchWeightAxes: [WeightAxis] = [.output, .input, .rows, .columns]

  /// Rows and columns of the window.
  public var kernel: Size { window.kernel }

  /// What the window's taps meet.
  public func reach(from input: Shape, to output: Shape) -> KernelReach {
    window.reach(from: input, to: output)
  }
  /// Channels of one group.
  public var inputChannelsPerOutput: Int { inputChannels / max(groups, 1) }
  /// Only where there is one group.
  public var inputsAreSeparable: Bool { groups == 1 }

  /// `inputChannels`, `outputChannels`, `window`, `groups`, `bias`
  public var settings: Settings {
    [
      "inputChannels": .integer(inputChannels), "outputChannels": .integer(outputChannels),
      "window": .group(window.settings), "groups": .integer(groups), "bias": .bool(hasBias),
    ]
  }

  /// A convolution from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      inputChannels: try settings.integer("inputChannels"),
      outputChannels: try settings.integer("outputChannels"),
      window: try Window(settings: settings.group("window")), groups: try settings.integer("groups"),
      hasBias: try settings.bool("bias"))
  }

  /// Channels made anew. Both sides of a grouped convolution must stay.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    groups > 1 ? .fixed(output.channels) : .made(output.channels)
  }

  /// Fewer channels on both sides.
  public mutating func keepChannels(_ kept: KeptChannels) {
    inputChannels = kept.inputs.count
    outputChannels = kept.outputs.count
  }
}
