/// What every operator can tell about itself. Operators of one kind share their answers in a protocol that refines
/// this one: `WeightedOperation`, `UnaryFunction`, `ElementwisePair`, `Rearrangement`, `SettingFree`.
public protocol OperationBody: Hashable, Sendable {
  /// The operator's name in files and reports: `convolution`.
  static var name: String { get }

  /// What its int8 kernel does with scales and zero points, whatever its settings.
  static var int8: Int8Behavior { get }

  /// What its int8 kernel does with scales and zero points.
  var int8: Int8Behavior { get }

  /// The finest step of int8 outputs that still says anything: that of the sums or products of the inputs' integers. A finer
  /// one, which outputs that are all but zero would get, needs a factor that leaves 32 bits. 0 where any step will do.
  /// - Parameters:
  ///   - steps: the inputs' scales.
  ///   - shapes: their shapes.
  ///   - output: the output's.
  func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float

  /// The case that holds this payload.
  var operation: Operation { get }

  /// The payload's settings as files hold them, in the order in which they are written.
  var settings: Settings { get }

  /// A payload from its settings in a file.
  /// - Throws: what is missing, or is not of the form needed.
  init(settings: Settings) throws(SettingsError)

  /// How many values it takes.
  var inputCount: ClosedRange<Int> { get }

  /// The parameters it owns, in the order in which files list them.
  var parameters: [ParameterSpecification] { get }

  /// The shape of its output.
  /// - Throws: what is wrong with the inputs or with the operator's own numbers.
  func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape

  /// Multiply-accumulates for one sample; 0 where none are needed.
  func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int

  /// About how long it takes for one sample: multiply-accumulates, or how many elements are looked at. May be larger than
  /// any integer.
  func steps(for inputs: [Shape], output: Shape) -> Double

  /// Where the channels of its output come from, and which channels can only be removed together.
  /// - Precondition: the operator takes such inputs and makes this output of them.
  func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow

  /// Changes the numbers of channels to those that are left after a removal. Parameters are cut by the axes in
  /// their specifications.
  mutating func keepChannels(_ kept: KeptChannels)

  /// What it does with a vector whose features are in another order than here, as PyTorch's are after a flattening.
  var featureOrder: FeatureOrder { get }

  /// Whether its output has the very elements of its input, in the same order.
  func isView(whileTraining: Bool) -> Bool

  /// What its output stands for, where it is a network's and nobody says otherwise.
  /// - Parameter elements: how many there are of one sample.
  func outputMeaning(elements: Int) -> OutputMeaning
}

extension OperationBody {
  /// That of all settings, unless an operator says otherwise.
  public var int8: Int8Behavior { Self.int8 }
  /// Any, unless an operator says otherwise.
  public func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float { 0 }
  /// One input, unless an operator says otherwise.
  public var inputCount: ClosedRange<Int> { 1...1 }
  /// No parameters, unless an operator says otherwise.
  public var parameters: [ParameterSpecification] { [] }
  /// No multiplications, unless an operator says otherwise.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int { 0 }
  /// No numbers of channels of its own, unless an operator says otherwise.
  public mutating func keepChannels(_ kept: KeptChannels) {}
  /// Features must be in their own order, unless an operator says otherwise.
  public var featureOrder: FeatureOrder { .needsItsOwn }
  /// New elements, unless an operator says otherwise.
  public func isView(whileTraining: Bool) -> Bool { false }
  /// Logits, unless an operator says otherwise.
  public func outputMeaning(elements: Int) -> OutputMeaning { .logits }

  /// The feature map that the first input must be.
  func featureMap(_ inputs: [Shape]) throws(ShapeError) -> Shape {
    let shape = inputs[0]
    guard shape.rank == 3 else { throw .notAFeatureMap(shape) }
    return shape
  }
}

/// An operator without settings.
public protocol SettingFree: OperationBody {
  /// The only one there is.
  init()
}

extension SettingFree {
  /// None.
  public var settings: Settings { [:] }

  /// The only one there is.
  public init(settings: Settings) { self.init() }
}

/// What an operator does with a vector whose features are in another order than here: a feature map that PyTorch
/// has flattened has its channels first.
public enum FeatureOrder: Hashable, Sendable {
  /// Each element is computed by itself, so the output has the input's order.
  case keeps
  /// It makes a vector of a feature map.
  case flattens
  /// The columns of its weights can be put into the other order.
  case permutesWeights
  /// Features mean something by their place: none but this kit's order will do.
  case needsItsOwn
  /// What it does depends on the order of the axes of every value, vector or not.
  case dependsOnAxes
}
