import ApusModel

/// Memory that kernels of a microcontroller build use besides the values: the arena's own, where an operator leaves
/// some of it free, so that most networks need hardly more than their planned arena.
extension Model {
  /// Where an operator's scratch memory of so many bytes begins: above what it makes, if there is room up to the next
  /// value that must not change while it runs, one that it or a later operator takes; and else above all of them, perhaps
  /// beyond `arenaBytes`.
  func scratchOffset(for record: OperatorRecord, count: Int) -> Int {
    let end = record.output.end
    var (above, highest) = (Int.max, end)
    for index in record.index..<operatorCount {
      let later = self[operator: index]
      for position in 0..<later.inputCount where later.input(position) <= record.index {
        let value = value(later.input(position))
        highest = max(highest, value.end)
        if value.offset >= end { above = min(above, value.offset) }
      }
    }
    let next = Self.aligned(end)
    return next &+ count <= above ? next : Self.aligned(highest)
  }

  static func aligned(_ offset: Int) -> Int {
    (offset &+ (Layout.alignment &- 1)) & ~(Layout.alignment &- 1)
  }

  /// Bytes that the arena needs if operators have so much scratch memory each.
  func arenaBytes(scratch bytes: (OperatorRecord) -> Int) -> Int {
    var total = arenaBytes
    for index in 0..<operatorCount {
      let record = self[operator: index]
      let count = bytes(record)
      if count > 0 { total = max(total, scratchOffset(for: record, count: count) &+ Self.aligned(count)) }
    }
    return total
  }
}
