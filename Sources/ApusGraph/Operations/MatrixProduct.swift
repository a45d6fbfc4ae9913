/// The product of two values as matrices: the last two axes multiply, and with three axes each matrix of the first value
/// has its partner in the second. Where one value has but one matrix, it meets all of the other's.
public struct MatrixProduct: OperationBody {
  /// `matrixProduct`
  public static let name = "matrixProduct"
  /// A sum in 32 bits that is rescaled and clamped.
  public static let int8 = Int8Behavior(clamps: true)
  /// Whether rows and columns of the first value's matrices change places first.
  public var transposesFirst: Bool
  /// Whether rows and columns of the second value's matrices change places first.
  public var transposesSecond: Bool

  /// A product of matrices as they are, unless told otherwise.
  public init(transposesFirst: Bool = false, transposesSecond: Bool = false) {
    self.transposesFirst = transposesFirst
    self.transposesSecond = transposesSecond
  }

  /// The extents of the matrices that are multiplied, after what is transposed.
  public struct Extents: Hashable, Sendable {
    /// Products of two matrices.
    public var count: Int
    /// Rows of the first and of the result.
    public var rows: Int
    /// Columns of the first and rows of the second.
    public var inner: Int
    /// Columns of the second and of the result.
    public var columns: Int
    /// Whether the first value has a matrix for each product, rather than one for all.
    public var firstVaries: Bool
    /// Whether the second value does.
    public var secondVaries: Bool
  }

  /// The extents of the matrices.
  /// - Throws: `mismatch` where they do not fit together.
  public func extents(of first: Shape, _ second: Shape) throws(ShapeError) -> Extents {
    guard (2...3).contains(first.rank), (2...3).contains(second.rank) else { throw .mismatch(first, second) }
    let (one, other) = (first.grid, second.grid)
    let (rows, inner) =
      transposesFirst ? (one.channels, one.columns) : (one.columns, one.channels)
    let (height, columns) =
      transposesSecond ? (other.channels, other.columns) : (other.columns, other.channels)
    guard inner == height, one.rows == other.rows || one.rows == 1 || other.rows == 1 else {
      throw .mismatch(first, second)
    }
    return Extents(
      count: max(one.rows, other.rows), rows: rows, inner: inner, columns: columns, firstVaries: one.rows > 1,
      secondVaries: other.rows > 1)
  }

  /// Two.
  public var inputCount: ClosedRange<Int> { 2...2 }

  /// Rows of the first and columns of the second; of three axes where one of the values has three.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    let extents = try extents(of: inputs[0], inputs[1])
    let matrix = [extents.rows, extents.columns]
    return Shape(max(inputs[0].rank, inputs[1].rank) == 3 ? [extents.count] + matrix : matrix)
  }

  /// Elements of the result times what is added up for each.
  public func multiplyAccumulates(for inputs: [Shape], output: Shape) -> Int {
    output.count * (transposesFirst ? inputs[0].grid.columns : inputs[0].channels)
  }

  /// The product of two steps.
  public func finestStep(for steps: [Float], shapes: [Shape], output: Shape) -> Float {
    steps.count == 2 ? steps[0] * steps[1] : 0
  }

  /// The case that holds it.
  public var operation: Operation { .matrixProduct(self) }

  /// `transposesFirst`, `transposesSecond`
  public var settings: Settings {
    ["transposesFirst": .bool(transposesFirst), "transposesSecond": .bool(transposesSecond)]
  }

  /// A product from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(
      transposesFirst: try settings.bool("transposesFirst"),
      transposesSecond: try settings.bool("transposesSecond"))
  }

  /// All channels take part in each output.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    .fixed(output.channels, inputs: 2)
  }

  /// Which axis is which matters.
  public var featureOrder: FeatureOrder { .dependsOnAxes }
}
