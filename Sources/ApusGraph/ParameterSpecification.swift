/// What one parameter of an operator looks like.
public struct ParameterSpecification: Hashable, Sendable {
  /// What a parameter is for, which decides how training treats it and what it is called.
  public enum Role: Hashable, Sendable {
    /// Multiplied with activations: trained, with weight decay.
    case weight
    /// A recurrent layer's, multiplied with its input: trained, with weight decay.
    case inputWeight
    /// A recurrent layer's, multiplied with its hidden state: trained, with weight decay.
    case recurrentWeight
    /// A recurrent layer's, multiplied with what it remembers of earlier steps: trained, with weight decay.
    case timeWeight
    /// Added per channel: trained, without weight decay.
    case bias
    /// Added to a recurrent layer's product with its hidden state: trained, without weight decay.
    case recurrentBias
    /// A normalization's scale: trained, without weight decay.
    case scale
    /// A rectifier's slope for negative inputs: trained, without weight decay.
    case slope
    /// A normalization's running mean: follows the batches while training.
    case runningMean
    /// A normalization's running variance: follows the batches while training.
    case runningVariance
    /// A constant operand: never changed.
    case constant

    /// Whether a gradient changes it.
    public var isTrained: Bool {
      switch self {
      case .weight, .inputWeight, .recurrentWeight, .timeWeight, .bias, .recurrentBias, .scale, .slope: true
      case .runningMean, .runningVariance, .constant: false
      }
    }

    /// Whether weight decay applies: to what is multiplied with activations, but for a normalization's scale.
    public var decays: Bool {
      switch self {
      case .weight, .inputWeight, .recurrentWeight, .timeWeight: true
      case .bias, .recurrentBias, .scale, .slope, .runningMean, .runningVariance, .constant: false
      }
    }

    /// The last part of the parameter's name, as PyTorch calls it, but for recurrent layers.
    public var suffix: String {
      switch self {
      case .weight, .scale, .slope: "weight"
      case .inputWeight: "inputWeight"
      case .recurrentWeight: "recurrentWeight"
      case .timeWeight: "timeWeight"
      case .recurrentBias: "recurrentBias"
      case .bias: "bias"
      case .runningMean: "running_mean"
      case .runningVariance: "running_var"
      case .constant: "operand"
      }
    }

    /// The full name of a node's parameter of this role: `conv1.weight`.
    public func name(of node: String) -> String { "\(node).\(suffix)" }
  }

  /// What it is for.
  public var role: Role
  /// Extents, outermost first.
  public var shape: [Int]
  /// The axis that runs over the operator's output channels, if one does.
  public var outputAxis: Int?
  /// The axis that runs over the channels of the operator's input, if one does.
  public var inputAxis: Int?

  /// A parameter's role and extents, and which of them are numbers of channels.
  public init(_ role: Role, shape: [Int], outputAxis: Int? = nil, inputAxis: Int? = nil) {
    self.role = role
    self.shape = shape
    self.outputAxis = outputAxis
    self.inputAxis = inputAxis
  }

  /// The last part of its name.
  public var suffix: String { role.suffix }

  /// How many values it has.
  public var count: Int { shape.reduce(1, *) }

  /// The output channel that a value belongs to; 0 for a parameter without such an axis.
  /// - Parameter position: the value's place, in order.
  public func outputChannel(at position: Int) -> Int {
    guard let outputAxis else { return 0 }
    return position / shape[(outputAxis + 1)...].reduce(1, *) % shape[outputAxis]
  }
}

extension Node {
  /// The full name of the parameter of a role that it has or may have: `conv1.weight`.
  public func parameterName(_ role: ParameterSpecification.Role) -> String { role.name(of: name) }

  /// The full name of one of its parameters: `conv1.weight`.
  public func parameterName(_ specification: ParameterSpecification) -> String {
    parameterName(specification.role)
  }
}
