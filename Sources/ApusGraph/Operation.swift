/// What a node of a graph computes. Adding an operator is adding a case; the compiler then lists every
/// place that must answer for it, so no switch over `Operation` has a `default`.
public enum Operation: Hashable, Sendable {
  /// Two-dimensional convolution, possibly grouped.
  case convolution(Convolution)
  /// Each channel convolved by its own kernels.
  case depthwiseConvolution(DepthwiseConvolution)
  /// Fully connected layer.
  case dense(Dense)
  /// Normalization over the batch.
  case batchNormalization(BatchNormalization)
  /// Maximum over windows.
  case maxPool(MaxPool)
  /// Mean over windows.
  case averagePool(AveragePool)
  /// Mean over all rows and columns.
  case globalAveragePool(GlobalAveragePool)
  /// `max(x, 0)`
  case relu(ReLU)
  /// `min(max(x, 0), 6)`
  case relu6(ReLU6)
  /// `x < 0 ? slope · x : x`
  case leakyReLU(LeakyReLU)
  /// `1 / (1 + exp(−x))`
  case sigmoid(Sigmoid)
  /// `x · min(max(x + 3, 0), 6) / 6`
  case hardSwish(HardSwish)
  /// Element-wise sum.
  case add(Add)
  /// Element-wise difference.
  case subtract(Subtract)
  /// Element-wise product.
  case multiply(Multiply)
  /// Values joined along an axis.
  case concatenate(Concatenate)
  /// A border of zeros.
  case pad(Pad)
  /// All elements as one vector, in NHWC order.
  case flatten(Flatten)
  /// The same elements under another shape.
  case reshape(Reshape)
  /// Random zeros while training; the identity otherwise.
  case dropout(Dropout)
  /// `exp(x) / Σ exp(x)` over the channels.
  case softmax(Softmax)
  /// A box cut out of a value.
  case slice(Slice)
  /// The axes of a value in another order.
  case transpose(Transpose)
  /// A feature map of other rows and columns, copies of the nearest ones.
  case resizeNearest(ResizeNearest)
  /// A feature map of other rows and columns, means of the nearest ones.
  case resizeBilinear(ResizeBilinear)
  /// A convolution run backwards.
  case transposedConvolution(TransposedConvolution)

  /// The payload, as what all payloads have in common.
  public var body: any OperationBody {
    switch self {
    case .convolution(let body): body
    case .depthwiseConvolution(let body): body
    case .dense(let body): body
    case .batchNormalization(let body): body
    case .maxPool(let body): body
    case .averagePool(let body): body
    case .globalAveragePool(let body): body
    case .relu(let body): body
    case .relu6(let body): body
    case .leakyReLU(let body): body
    case .sigmoid(let body): body
    case .hardSwish(let body): body
    case .add(let body): body
    case .subtract(let body): body
    case .multiply(let body): body
    case .concatenate(let body): body
    case .pad(let body): body
    case .flatten(let body): body
    case .reshape(let body): body
    case .dropout(let body): body
    case .softmax(let body): body
    case .slice(let body): body
    case .transpose(let body): body
    case .resizeNearest(let body): body
    case .resizeBilinear(let body): body
    case .transposedConvolution(let body): body
    }
  }
}

/// What every operator can tell about itself.
public protocol OperationBody: Hashable, Sendable {
  /// The operator's name in reports and files: `convolution`.
  static var name: String { get }

  /// How many values it takes.
  var inputCount: ClosedRange<Int> { get }

  /// The parameters it owns, in the order in which files list them.
  var parameters: [ParameterSpecification] { get }

  /// The shape of its output.
  /// - Throws: what is wrong with the inputs or with the operator's own numbers.
  func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape

  /// Multiply–accumulates for one sample; 0 where none are needed.
  func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int
}

extension OperationBody {
  /// One input, unless an operator says otherwise.
  public var inputCount: ClosedRange<Int> { 1...1 }
  /// No parameters, unless an operator says otherwise.
  public var parameters: [ParameterSpecification] { [] }
  /// No multiplications, unless an operator says otherwise.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int { 0 }

  /// The feature map that the first input must be.
  func featureMap(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    let shape = inputs[0]
    guard shape.rank == 3 else { throw .notAFeatureMap(shape) }
    return shape
  }
}

/// What one parameter of an operator looks like.
public struct ParameterSpecification: Hashable, Sendable {
  /// What a parameter is for, which decides how training treats it.
  public enum Role: Hashable, Sendable {
    /// Multiplied with activations: trained, with weight decay.
    case weight
    /// Added per channel: trained, without weight decay.
    case bias
    /// A normalization's scale: trained, without weight decay.
    case scale
    /// A running statistic, or a constant: never changed by a gradient.
    case statistic
  }

  /// The last part of its name, as PyTorch calls it: `weight`, `bias`, `running_mean`.
  public var suffix: String
  /// Extents, outermost first.
  public var shape: [Int]
  /// What it is for.
  public var role: Role

  /// A parameter's name, extents and role.
  public init(_ suffix: String, shape: [Int], role: Role) {
    self.suffix = suffix
    self.shape = shape
    self.role = role
  }
}

/// Why an operator cannot take the inputs that a graph gives it.
public enum ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It takes `height × width × channels`, and was given this.
  case notAFeatureMap(Shape)
  /// It takes a vector, and was given this.
  case notAVector(Shape)
  /// It was made for some channels, and was given others.
  case channels(expected: Int, found: Int)
  /// No window fits, or a kernel, stride, dilation or padding is out of range.
  case window(Window, input: Shape)
  /// Channels do not divide into the groups.
  case groups(Int, inputChannels: Int, outputChannels: Int)
  /// Two inputs that must agree do not.
  case mismatch(Shape, Shape)
  /// The elements do not fill the new shape.
  case reshape(from: Shape, to: Shape)
  /// A number is out of range.
  case range(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .notAFeatureMap(let shape): "needs height × width × channels, but its input is \(shape)"
    case .notAVector(let shape): "needs a vector, but its input is \(shape); flatten it first"
    case .channels(let expected, let found): "is made for \(expected) channels, but its input has \(found)"
    case .window(let window, let input):
      "has a \(window.kernel.height)×\(window.kernel.width) window that does not fit its input of \(input)"
    case .groups(let groups, let inputs, let outputs):
      "cannot split \(inputs) input and \(outputs) output channels into \(groups) groups"
    case .mismatch(let first, let second): "cannot combine \(first) with \(second)"
    case .reshape(let from, let to): "cannot view \(from) as \(to)"
    case .range(let what): "has \(what) out of range"
    }
  }
}
