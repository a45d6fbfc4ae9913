/// How two values of different extents are combined element by element, as in NumPy: extents are compared from
/// the innermost on, missing ones are 1, and where one is 1, its one element stands for all of the other's.
public struct Broadcast: Sendable {
  /// The larger extent of each dimension.
  public let output: Shape
  /// The output's rows, columns and channels; values of one shape count as a single row and column.
  public let extents: (rows: Int, columns: Int, channels: Int)
  /// How to walk through the first value.
  public let first: Steps
  /// How to walk through the second value.
  public let second: Steps

  /// Elements to go forward for one index of a dimension; 0 where one element stands for all.
  public struct Steps: Hashable, Sendable {
    /// From one row to the next.
    public let row: Int
    /// From one column to the next.
    public let column: Int
    /// From one channel to the next.
    public let channel: Int

    fileprivate init(_ extents: [Int]) {
      channel = extents[2] == 1 ? 0 : 1
      column = extents[1] == 1 ? 0 : extents[2]
      row = extents[0] == 1 ? 0 : extents[1] * extents[2]
    }
  }

  /// - Throws: `mismatch` where extents are neither equal nor 1. Values of more than three dimensions must have
  ///   the same shape.
  public init(_ first: Shape, _ second: Shape) throws(ShapeError) {
    guard first != second else {
      output = first
      extents = (1, 1, first.count)
      self.first = Steps([1, 1, first.count])
      self.second = self.first
      return
    }
    guard first.rank <= 3, second.rank <= 3 else { throw .mismatch(first, second) }
    func padded(_ shape: Shape) -> [Int] { Array(repeating: 1, count: 3 - shape.rank) + shape.dimensions }
    let (one, other) = (padded(first), padded(second))
    for (a, b) in zip(one, other) where a != b && a != 1 && b != 1 { throw .mismatch(first, second) }
    let larger = zip(one, other).map { max($0, $1) }
    output = Shape(Array(larger.suffix(max(first.rank, second.rank))))
    extents = (larger[0], larger[1], larger[2])
    self.first = Steps(one)
    self.second = Steps(other)
  }

  /// Calls the body for each element of the output, in order, with the positions of what is combined there.
  public func forEach(_ body: (_ first: Int, _ second: Int) -> Void) {
    for row in 0..<extents.rows {
      for column in 0..<extents.columns {
        let one = row * first.row + column * first.column
        let other = row * second.row + column * second.column
        for channel in 0..<extents.channels {
          body(one + channel * first.channel, other + channel * second.channel)
        }
      }
    }
  }
}
