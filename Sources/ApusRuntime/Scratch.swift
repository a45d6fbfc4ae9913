import ApusModel

/// Memory that kernels of a microcontroller build use besides the values: the arena's own, where an operator leaves
/// some of it free, so that most networks need hardly more than their planned arena.
extension Model {
  /// The part of the arena, from the lowest to the highest byte, with the values that must not change while an operator
  /// runs: those that it or a later one takes, and what it makes.
  func bytesInUse(during record: OperatorRecord) -> Range<Int> {
    var (lowest, highest) = (record.output.offset, record.output.end)
    for index in record.index..<operatorCount {
      let later = self[operator: index]
      for position in 0..<later.inputCount where later.input(position) <= record.index {
        let value = value(later.input(position))
        lowest = min(lowest, value.offset)
        highest = max(highest, value.end)
      }
    }
    return lowest..<highest
  }

  /// Where an operator's scratch memory of so many bytes begins: at the arena's beginning if there is room, and else
  /// above all values in use, perhaps beyond `arenaBytes`.
  func scratchOffset(for record: OperatorRecord, count: Int) -> Int {
    let used = bytesInUse(during: record)
    return used.lowerBound >= count ? 0 : Self.aligned(used.upperBound)
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
