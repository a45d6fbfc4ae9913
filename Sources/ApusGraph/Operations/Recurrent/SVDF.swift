/// A dense layer over the last steps whose weights are a sum of few products of a filter over features with one over
/// time (singular value decomposition filter: Alvarez and Park 2018, "End-to-end streaming keyword spotting").
///
/// With `filters = rank · units`, a step `x` pushes `inputWeight · x` into a memory `[filters, memory]`, whose oldest column
/// leaves, and gives
///
///     output[unit] = activation(bias[unit] + Σ over the unit's filters, Σ over time, timeWeight · memory)
///
/// It takes a sequence `[steps, features]`, or a single step `[features]`; a second input, if there is one, is the memory that
/// it starts from. `inputWeight` is `[filters, features]`, `timeWeight` is `[filters, memory]`, the
/// latest step last, and `bias` is `[units]`. The filters of a unit are neighbors.
public struct SVDF: StatefulOperation {
  /// `svdf`
  public static let name = "svdf"
  /// Two sums in 32 bits, the first of which becomes 16 bits, the second is rescaled and clamped.
  public static let int8 = Int8Behavior(clamps: true)

  /// Features of a step.
  public var inputFeatures: Int
  /// Outputs of a step.
  public var units: Int
  /// Filters of a unit.
  public var rank: Int
  /// How many steps are remembered, the latest included.
  public var memory: Int
  /// Whether what a unit gives is held above zero.
  public var rectifies: Bool
  /// Whether it leaves in its second input the memory that it ended with.
  public var keepsState: Bool

  /// A layer that gives its units' values and rectifies them, unless told otherwise.
  public init(
    inputFeatures: Int, units: Int, rank: Int, memory: Int, rectifies: Bool = true, keepsState: Bool = false
  ) {
    self.inputFeatures = inputFeatures
    self.units = units
    self.rank = rank
    self.memory = memory
    self.rectifies = rectifies
    self.keepsState = keepsState
  }

  /// Rows of the memory.
  public var filters: Int { units * rank }

  /// The memory's.
  public var stateShapes: [Shape] { [[filters, memory]] }

  /// `inputWeight`, `timeWeight` and `bias`.
  public var parameters: [ParameterSpecification] {
    [
      ParameterSpecification(.inputWeight, shape: [filters, inputFeatures]),
      ParameterSpecification(.timeWeight, shape: [filters, memory]),
      ParameterSpecification(.bias, shape: [units]),
    ]
  }

  /// `[steps, units]`, or `[units]` of a single step.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard inputFeatures > 0, units > 0, rank > 0, memory > 0, units <= 1 << 16, rank <= 1 << 8,
      memory <= 1 << 16, Shape([filters, memory]).isAddressable,
      Shape([filters, inputFeatures]).isAddressable
    else { throw .range("a number of features, units or steps") }
    try validateInputs(inputs)
    return inputs[0].rank == 2 ? Shape([inputs[0].dimensions[0], units]) : Shape([units])
  }

  /// Both products of every step.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int {
    steps(in: inputs[0]) * filters * (inputFeatures + memory)
  }

  /// The case that holds it.
  public var operation: Operation { .svdf(self) }

  /// `inputFeatures`, `units`, `rank`, `memory`, `rectifies`, `keepsState`
  public var settings: Settings {
    [
      "inputFeatures": .integer(inputFeatures), "units": .integer(units), "rank": .integer(rank),
      "memory": .integer(memory), "rectifies": .bool(rectifies), "keepsState": .bool(keepsState),
    ]
  }

  /// A layer from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      inputFeatures: try settings.integer("inputFeatures"), units: try settings.integer("units"),
      rank: try settings.integer("rank"), memory: try settings.integer("memory"),
      rectifies: try settings.bool("rectifies"), keepsState: try settings.bool("keepsState"))
  }
}
