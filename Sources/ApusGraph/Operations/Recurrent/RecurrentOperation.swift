/// A layer with a hidden state that every step changes: `LSTM`, `GRU`, `SimpleRNN`.
///
/// It makes the hidden state after each step, `[steps, units]`, or after the last, `[units]`. Its further inputs, where it is
/// given some, are the states `[units]` that it starts from.
///
/// `inputWeight` is `[gates · units, features]`, `recurrentWeight` is `[gates · units, units]`, `bias` and, where there is
/// one, `recurrentBias` are `[gates · units]`. Gates are in PyTorch's order.
public protocol RecurrentOperation: StatefulOperation {
  /// Elements of the hidden state.
  var units: Int { get }
  /// Whether the value of every step is made rather than that of the last alone.
  var returnsSequence: Bool { get set }
  /// Whether it begins with the last step and ends with the first. The value of a step stays in the step's place.
  var reversed: Bool { get }
  /// Sums of products that each unit needs.
  static var gateCount: Int { get }
  /// How many states it starts from.
  static var stateCount: Int { get }
  /// Whether the product with the hidden state has a bias of its own.
  var hasRecurrentBias: Bool { get }
}

extension RecurrentOperation {
  /// Sums in 32 bits that become 16 bits, in which all else is done.
  public static var int8: Int8Behavior { Int8Behavior() }

  /// One state, unless an operator says otherwise.
  public static var stateCount: Int { 1 }
  /// One bias is enough, unless an operator says otherwise.
  public var hasRecurrentBias: Bool { false }

  /// A vector of the units for each state.
  public var stateShapes: [Shape] { Array(repeating: [units], count: Self.stateCount) }

  /// Rows of the weights: an output of each gate for each unit.
  public var rows: Int { Self.gateCount * units }

  /// `inputWeight`, `recurrentWeight`, `bias`, and `recurrentBias` where there is one.
  public var parameters: [ParameterSpecification] {
    var result = [
      ParameterSpecification(.inputWeight, shape: [rows, inputFeatures]),
      ParameterSpecification(.recurrentWeight, shape: [rows, units]),
      ParameterSpecification(.bias, shape: [rows]),
    ]
    if hasRecurrentBias { result.append(ParameterSpecification(.recurrentBias, shape: [rows])) }
    return result
  }

  /// `[steps, units]`, or `[units]` of the last step or of an input that is a single one.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputFeatures > 0, units > 0, units <= 1 << 16, Shape([rows, units]).isAddressable,
      Shape([rows, inputFeatures]).isAddressable
    else { throw .range("a number of features or units") }
    try validateInputs(inputs)
    let input = inputs[0]
    return returnsSequence && input.rank == 2 ? Shape([input.dimensions[0], units]) : Shape([units])
  }

  /// Both products of every step.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int {
    steps(in: inputs[0]) * rows * (inputFeatures + units)
  }

  /// `inputFeatures`, `units`, `returnsSequence`, `reversed`, `keepsState`
  var recurrentSettings: Settings {
    [
      "inputFeatures": .integer(inputFeatures), "units": .integer(units),
      "returnsSequence": .bool(returnsSequence), "reversed": .bool(reversed), "keepsState": .bool(keepsState),
    ]
  }
}
