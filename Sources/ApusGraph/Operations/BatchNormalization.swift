/// Batch normalization (Ioffe and Szegedy 2015): `(x − mean) / √(variance + ε) · weight + bias`, per channel.
/// While training, mean and variance are the batch's; otherwise the running ones.
///
/// `weight`, `bias`, `running_mean` and `running_var` are `[channels]`. As in PyTorch, the running
/// variance takes the unbiased estimate and `running ← (1 − momentum) · running + momentum · batch`.
public struct BatchNormalization: OperationBody {
  /// `batchNormalization`
  public static let name = "batchNormalization"
  /// None: it is folded into the layer before it.
  public static let int8 = Int8Behavior()
  /// Channels normalized.
  public var channels: Int
  /// Added to the variance.
  public var epsilon: Float
  /// The weight of the newest batch in the running statistics.
  public var momentum: Float

  /// A batch normalization with PyTorch's defaults.
  public init(channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    self.channels = channels
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// Scale, shift and the two running statistics.
  public var parameters: [ParameterSpecification] {
    let roles: [ParameterSpecification.Role] = [.scale, .bias, .runningMean, .runningVariance]
    return roles.map { ParameterSpecification($0, shape: [channels], outputAxis: 0) }
  }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputs[0].channels == channels else {
      throw .channels(expected: channels, found: inputs[0].channels)
    }
    guard epsilon > 0, epsilon.isFinite else { throw .range("an epsilon") }
    return inputs[0]
  }

  /// The case that holds it.
  public var operation: Operation { .batchNormalization(self) }

  /// `channels`, `epsilon`, `momentum`
  public var settings: Settings {
    ["channels": .integer(channels), "epsilon": .real(epsilon), "momentum": .real(momentum)]
  }

  /// A normalization from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      channels: try settings.integer("channels"), epsilon: try settings.real("epsilon"),
      momentum: try settings.real("momentum"))
  }

  /// The input's channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .passed(output.channels) }

  /// Fewer channels.
  public mutating func keepChannels(_ kept: KeptChannels) { channels = kept.outputs.count }
}
