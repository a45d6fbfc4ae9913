/// A tensor's `SparsityParameters`: its elements as a tree, a level for each dimension in a chosen order, and for each
/// block of neighbors one more. A dense level has all indices, a sparse one those that are listed.
struct TFLiteSparsity {
  /// The order of the levels: a tensor's dimensions by number, then blocks.
  let order: [Int]
  /// The dimension that each block divides.
  let blockDimensions: [Int]
  /// What each level holds, in `order`.
  let levels: [Level]

  /// The indices of a level.
  enum Level {
    /// All from 0 to below a number.
    case dense(Int)
    /// For each index of the level before, a range of the list of indices: from its segment to the next.
    case sparse(segments: [Int], indices: [Int])
  }

  init(_ table: FlatBufferTable) throws(TFLiteError) {
    func integers(_ slot: Int) throws(TFLiteError) -> [Int] {
      try table.vector(slot, elementBytes: 4)?.integers(as: Int32.self).map { Int($0) } ?? []
    }
    order = try integers(0)
    blockDimensions = try integers(1)
    guard let metadata = try table.vector(2, elementBytes: 4), metadata.count <= 16 else {
      throw .damaged("a sparse tensor does not say how its elements lie")
    }
    var levels: [Level] = []
    for index in 0..<metadata.count { levels.append(try Self.level(try metadata.table(index))) }
    self.levels = levels
  }

  private static func level(_ table: FlatBufferTable) throws(TFLiteError) -> Level {
    guard try table.integer(0, as: UInt8.self) == 1 else {
      return .dense(try table.integer(1, as: Int32.self))
    }
    return .sparse(segments: try list(table, slot: 2), indices: try list(table, slot: 4))
  }

  /// A vector of 32-, 16- or 8-bit integers, whichever a union says.
  private static func list(_ table: FlatBufferTable, slot: Int) throws(TFLiteError) -> [Int] {
    guard let vector = try table.table(slot + 1) else { return [] }
    switch try table.integer(slot, as: UInt8.self) {
    case 1: return try vector.vector(0, elementBytes: 4)?.integers(as: Int32.self).map { Int($0) } ?? []
    case 2: return try vector.vector(0, elementBytes: 2)?.integers(as: UInt16.self).map { Int($0) } ?? []
    default: return try vector.vector(0, elementBytes: 1)?.integers(as: UInt8.self).map { Int($0) } ?? []
    }
  }

  /// The place of each stored element among all elements of the tensor.
  /// - Parameters:
  ///   - shape: the tensor's extents.
  ///   - count: how many elements are stored.
  func places(shape: [Int], count: Int) throws(TFLiteError) -> [Int] {
    let rank = shape.count
    guard levels.count == order.count, order.sorted() == Array(0..<rank + blockDimensions.count),
      blockDimensions.allSatisfy({ $0 >= 0 && $0 < rank })
    else { throw .damaged("a sparse tensor has levels that are not its dimensions") }
    var blockExtents = Array(repeating: 1, count: rank)
    for (level, dimension) in zip(levels, order) where dimension >= rank {
      guard case .dense(let extent) = level, extent > 0 else {
        throw .damaged("a sparse tensor has a block that is not dense")
      }
      blockExtents[blockDimensions[dimension - rank]] = extent
    }
    var places: [Int] = []
    var coordinates = Array(repeating: 0, count: order.count)
    func walk(_ level: Int, _ parent: Int) throws(TFLiteError) {
      guard level < levels.count else {
        var place = 0
        for axis in 0..<rank {
          var coordinate = coordinates[axis] * blockExtents[axis]
          for (block, dimension) in blockDimensions.enumerated() where dimension == axis {
            coordinate += coordinates[rank + block]
          }
          guard coordinate < shape[axis] else {
            throw .damaged("a sparse tensor has an element outside of it")
          }
          place = place * shape[axis] + coordinate
        }
        guard places.count < count else { throw .damaged("a sparse tensor has more places than elements") }
        places.append(place)
        return
      }
      switch levels[level] {
      case .dense(let extent):
        guard extent > 0, extent <= 1 << 24 else {
          throw .damaged("a sparse tensor has an extent of \(extent)")
        }
        for index in 0..<extent {
          coordinates[order[level]] = index
          try walk(level + 1, parent * extent + index)
        }
      case .sparse(let segments, let indices):
        guard parent + 1 < segments.count, segments[parent] >= 0, segments[parent] <= segments[parent + 1],
          segments[parent + 1] <= indices.count
        else { throw .damaged("a sparse tensor has segments that are not its indices'") }
        for position in segments[parent]..<segments[parent + 1] {
          guard indices[position] >= 0, indices[position] < 1 << 24 else {
            throw .damaged("a sparse tensor has an index out of range")
          }
          coordinates[order[level]] = indices[position]
          try walk(level + 1, position)
        }
      }
    }
    try walk(0, 0)
    guard places.count == count else { throw .damaged("a sparse tensor has more elements than places") }
    return places
  }
}
