/// Two-dimensional convolution (strictly, cross-correlation), possibly strided, dilated or grouped.
///
/// `weight` is `[outputChannels, kernelHeight, kernelWidth, inputChannels / groups]` (OHWI),
/// `bias` is `[outputChannels]`.
public struct Convolution: OperationBody {
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

  /// `weight`, and `bias` where there is one.
  public var parameters: [ParameterSpecification] {
    let weight = ParameterSpecification(
      "weight",
      shape: [outputChannels, window.kernel.height, window.kernel.width, inputChannels / max(groups, 1)],
      role: .weight)
    return hasBias
      ? [weight, ParameterSpecification("bias", shape: [outputChannels], role: .bias)] : [weight]
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

  /// Output elements times taps.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int {
    output.count * window.kernel.area * (inputChannels / groups)
  }
}
