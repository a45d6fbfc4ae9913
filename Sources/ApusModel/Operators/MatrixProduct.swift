/// Products of matrices: of each row of both values, whose columns are a matrix's rows and whose channels are its columns.
/// A value of one row has the same matrix for all.
public struct MatrixProductRecord: RecordBody {
  package static var kind: OperatorKind { .matrixProduct }
  package static var payload: UInt32 { 0x3F }

  /// The matrices on the left.
  public let first: TensorRecord
  /// The matrices on the right.
  public let second: TensorRecord
  /// The products.
  public let output: TensorRecord
  /// `firstScale · secondScale / outputScale`
  public let factor: FixedPointMultiplier
  /// Whether rows and columns of the first matrices change places.
  public let transposesFirst: Bool
  /// Whether rows and columns of the second matrices change places.
  public let transposesSecond: Bool
  /// The smallest output allowed.
  public let clampLow: Int32
  /// The largest output allowed.
  public let clampHigh: Int32

  /// The payload of a record in a model that has been checked.
  public init(_ record: OperatorRecord, in model: Model) {
    first = model.value(record.input(0))
    second = model.value(record.input(1))
    output = record.output
    factor = record.factor(at: Layout.factor)
    let flags = record.base.u8(Layout.behindFactor)
    transposesFirst = flags & Layout.MatrixProduct.transposesFirst != 0
    transposesSecond = flags & Layout.MatrixProduct.transposesSecond != 0
    clampLow = record.clampLow
    clampHigh = record.clampHigh
  }

  /// Rows of the matrices on the left, as they are multiplied.
  private var firstRows: Int { transposesFirst ? first.channels : first.width }
  /// Columns of the matrices on the left and rows of those on the right: how many products make an element.
  public var inner: Int { transposesFirst ? first.width : first.channels }
  private var secondRows: Int { transposesSecond ? second.channels : second.width }
  private var secondColumns: Int { transposesSecond ? second.width : second.channels }

  package static func validate(_ record: OperatorRecord, in model: Model) throws(ModelError) {
    try record.validate(inputCount: 2...2, payload: payload, in: model)
    let known = Layout.MatrixProduct.transposesFirst | Layout.MatrixProduct.transposesSecond
    guard record.base.u8(Layout.behindFactor) <= known else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.behindFactor)
    }
    let body = MatrixProductRecord(record, in: model)
    let (one, other, output) = (body.first.height, body.second.height, body.output)
    guard body.inner == body.secondRows, output.width == body.firstRows,
      output.channels == body.secondColumns, one == output.height || one == 1,
      other == output.height || other == 1, one == output.height || other == output.height
    else {
      throw .invalid(.shape, byte: model.byte(of: record) + Layout.Record.output + Layout.Tensor.height)
    }
    let largest = UInt64(body.first.magnitude) * UInt64(body.second.magnitude)
    guard body.factor.isSafe(upTo: UInt64(truncatingIfNeeded: body.inner) * largest) else {
      throw .invalid(.multiplier, byte: model.byte(of: record) + Layout.factor.multiplier)
    }
  }

  package var multiplyAccumulates: UInt64 { product(output.count, inner) }
}
