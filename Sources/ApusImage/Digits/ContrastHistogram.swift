/// How many pixels have each whole number of contrast, from −255 to 255.
package struct ContrastHistogram {
  /// Four histograms, of each fourth pixel: neighbors are mostly alike, and none waits here for the one before it.
  private var parts = [UInt32](repeating: 0, count: 4 * 512)
  /// The numbers of a row.
  private var row: [UInt32]

  /// A histogram of nothing yet.
  /// - Parameter width: how many pixels each row has.
  package init(width: Int) { row = Array(repeating: 0, count: width) }

  /// Counts the pixels of a row.
  /// - Parameter contrast: −255 … 255 for each.
  package mutating func add(_ contrast: UnsafePointer<Float>) {
    row.withUnsafeMutableBufferPointer { row in
      ContrastRow.round(contrast, count: row.count, into: row.baseAddress!)
      parts.withUnsafeMutableBufferPointer { parts in
        let parts = parts.baseAddress!
        for x in row.indices { parts[(x & 3) << 9 | Int(truncatingIfNeeded: row[x])] &+= 1 }
      }
    }
  }

  /// For each value the number of pixels that have it.
  package var counts: [Int] {
    (0..<511).map { value in
      var sum = 0
      for part in 0..<4 { sum += Int(parts[part << 9 | value]) }
      return sum
    }
  }
}
