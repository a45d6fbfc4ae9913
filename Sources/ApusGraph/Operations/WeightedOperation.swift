/// An operator with weights: every output channel is a sum of products of inputs and of weights of its own.
public protocol WeightedOperation: OperationBody {
  /// The axes of `weight`, outermost first.
  static var weightAxes: [WeightAxis] { get }
  /// The axes of the same weights in PyTorch.
  static var pyTorchWeightAxes: [WeightAxis] { get }

  /// Channels (or features) made.
  var outputChannels: Int { get }
  /// Input channels that one output channel is made from.
  var inputChannelsPerOutput: Int { get }
  /// Rows and columns of a kernel; 1 × 1 where there are none.
  var kernel: Size { get }
  /// Whether a bias is added to each output channel.
  var hasBias: Bool { get set }
  /// Whether each output channel is made from one input channel alone.
  var isDepthwise: Bool { get }
  /// Whether channels of the input can be removed one by one.
  var inputsAreSeparable: Bool { get }
  /// How many inputs make one output, on average: what weights are initialized by.
  var fanIn: Int { get }

  /// At how many positions of a sample the weights are applied.
  func positions(for inputs: [Shape], output: Shape) -> Int

  /// Which positions of the input the taps of the kernel meet.
  func reach(from input: Shape, to output: Shape) -> KernelReach
}

/// What an axis of a weight runs over.
public enum WeightAxis: Hashable, Sendable {
  /// Output channels.
  case output
  /// Rows of a kernel.
  case rows
  /// Columns of a kernel.
  case columns
  /// Input channels that one output channel is made from.
  case input
}

extension WeightedOperation {
  /// A kernel that sums in 32 bits, rescales and clamps.
  public static var int8: Int8Behavior { Int8Behavior(clamps: true, hasWideKernel: true) }

  /// Weights of one output channel.
  public var taps: Int { kernel.area * inputChannelsPerOutput }
  /// As many as weights of one output channel, unless an operator says otherwise.
  public var fanIn: Int { max(1, taps) }
  /// An output channel sees several input channels, unless an operator says otherwise.
  public var isDepthwise: Bool { false }
  /// Input channels can be removed one by one, unless an operator says otherwise.
  public var inputsAreSeparable: Bool { true }
  /// The columns of the weights follow the features.
  public var featureOrder: FeatureOrder { .permutesWeights }

  /// The extent of an axis of the weights.
  public func extent(_ axis: WeightAxis) -> Int {
    switch axis {
    case .output: outputChannels
    case .rows: kernel.height
    case .columns: kernel.width
    case .input: inputChannelsPerOutput
    }
  }

  /// Whether the output channel is the innermost axis of the weights rather than the outermost.
  public var isChannelLast: Bool { Self.weightAxes.last == .output }

  /// `weight`, and `bias` where there is one.
  public var parameters: [ParameterSpecification] {
    let weight = ParameterSpecification(
      .weight, shape: Self.weightAxes.map(extent), outputAxis: Self.weightAxes.firstIndex(of: .output),
      inputAxis: inputsAreSeparable ? Self.weightAxes.firstIndex(of: .input) : nil)
    return hasBias
      ? [weight, ParameterSpecification(.bias, shape: [outputChannels], outputAxis: 0)] : [weight]
  }

  /// At every position of the output, unless an operator says otherwise.
  public func positions(for inputs: [Shape], output: Shape) -> Int { output.height * output.width }

  /// Positions times weights.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int {
    positions(for: inputs, output: output) * outputChannels * taps
  }

  /// Channels made anew, unless an operator says otherwise.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .made(output.channels) }
}
