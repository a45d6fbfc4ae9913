/// A convolution in which each channel has its own kernels: `multiplier` outputs for each input channel,
/// output channel `c · multiplier + m` being made from input channel `c`.
///
/// `weight` is `[kernelHeight, kernelWidth, channels · multiplier]`, `bias` is `[channels · multiplier]`.
public struct DepthwiseConvolution: OperationBody {
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

  /// `weight`, and `bias` where there is one.
  public var parameters: [ParameterSpecification] {
    let weight = ParameterSpecification(
      "weight", shape: [window.kernel.height, window.kernel.width, outputChannels], role: .weight)
    return hasBias
      ? [weight, ParameterSpecification("bias", shape: [outputChannels], role: .bias)] : [weight]
  }

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

  /// Output elements times taps.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int {
    output.count * window.kernel.area
  }
}
