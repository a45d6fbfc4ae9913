/// The memory plan of a model in the compact form, which its file does not have: the same one wherever it is read. The
/// largest value comes first, each at the lowest place that is free while it exists, or where an operator may write over
/// an input that nobody needs afterwards.
///
/// Steps are counted from 1, the first operator's: sources exist from step 0 on; outputs, states and what these become
/// exist until the step behind the last one's. A view is no value of its own: it lengthens the life of the one that it
/// shows.
extension Model {
  /// Gives every value its place. All records have been checked.
  func planArena() throws(ModelError) {
    findLastSteps()
    var end = 0
    while true {
      var (largest, most) = (0, 0)
      for number in 0..<valueCount {
        let value = value(number)
        if value.place == .none, value.byteCount > most { (largest, most) = (number, value.byteCount) }
      }
      guard most > 0 else { break }
      let place = lowestPlace(for: largest, byteCount: most)
      guard lies(place, count: most, within: Int(Int32.max) &- Layout.alignment) else {
        throw .invalid(.arenaRegion, byte: byte(of: value(largest).base))
      }
      value(largest).setPlace(UInt32(truncatingIfNeeded: place))
      end = max(end, place &+ most)
    }
    for number in sourceCount..<valueCount where self[operator: number &- sourceCount].kind == .view {
      value(number).setPlace(value(root(of: number)).place)
    }
    UnsafeMutableRawPointer(mutating: unfolded).storeBytes(
      of: UInt32(truncatingIfNeeded: Self.alignedPlace(end)), toByteOffset: Layout.Unfolded.arenaBytes,
      as: UInt32.self)
  }

  /// Writes into each value's record the last step that needs it or a view of it, and that it has no place; of a view, what
  /// it shows.
  @inline(__always)
  private func findLastSteps() {
    for number in 0..<sourceCount { value(number).setPlace(.none) }
    for index in 0..<operatorCount {
      let record = self[operator: index]
      record.output.setPlace(
        record.kind == .view
          ? TensorRecord.view | UInt32(truncatingIfNeeded: root(of: record.input(0))) : .none)
      record.output.setLastStep(index &+ 1)
      for position in 0..<record.inputCount {
        value(root(of: record.input(position))).setLastStep(index &+ 1)
      }
    }
    guard isBuiltIn(.manyValues) else { return keep(valueCount &- 1) }
    for index in 0..<outputCount { keep(output(index).value) }
    for index in 0..<stateCount {
      keep(inputCount &+ index)
      keep(state(index).update)
    }
  }

  /// Makes a value exist to the end.
  private func keep(_ number: Int) { value(root(of: number)).setLastStep(operatorCount &+ 1) }

  /// The value that a view shows, or the value itself.
  private func root(of number: Int) -> Int {
    let place = value(number).place
    return place & TensorRecord.view != 0 && place != .none
      ? Int(truncatingIfNeeded: place & ~TensorRecord.view) : number
  }

  @inline(__always)
  private func lowestPlace(for number: Int, byteCount: Int) -> Int {
    var place = 0
    var other = 0
    while other < valueCount {
      let value = value(other)
      let isPlaced = value.place & TensorRecord.view == 0
      if isPlaced, place < value.end, value.offset < place &+ byteCount,
        !exclude(min(number, other), max(number, other), isSamePlace: place == value.offset)
      {
        (place, other) = (Self.alignedPlace(value.end), 0)
      } else {
        other &+= 1
      }
    }
    return place
  }

  /// Whether two values, the earlier one first, may share bytes: because one is there no more when the other comes, or
  /// is what this may be written over.
  private func exclude(_ early: Int, _ late: Int, isSamePlace: Bool) -> Bool {
    let step = late &- sourceCount &+ 1
    let last = value(early).lastStep
    guard last >= step || late < sourceCount else { return true }
    guard isSamePlace, last == step, late >= sourceCount else { return false }
    let record = self[operator: late &- sourceCount]
    for position in 0..<record.inputCount where root(of: record.input(position)) == early {
      if record.couldOverwrite(value(record.input(position))) { return true }
    }
    return false
  }

  private static func alignedPlace(_ offset: Int) -> Int {
    (offset &+ (Layout.alignment &- 1)) & ~(Layout.alignment &- 1)
  }
}

/// What planning notes in records, which are those that were unfolded into the caller's memory.
extension TensorRecord {
  /// Where it lies in the arena; `none` where that is not known, and of a view what it shows and this bit.
  fileprivate var place: UInt32 { base.u32(Layout.Tensor.offset) }

  fileprivate static var view: UInt32 { 1 << 31 }

  fileprivate func setPlace(_ place: UInt32) {
    UnsafeMutableRawPointer(mutating: base).storeBytes(
      of: place, toByteOffset: Layout.Tensor.offset, as: UInt32.self)
  }

  /// The last step that needs the value, in a byte that files leave free.
  fileprivate var lastStep: Int { Int(base.u8(Layout.Tensor.reserved)) }

  fileprivate func setLastStep(_ step: Int) {
    UnsafeMutableRawPointer(mutating: base).storeBytes(
      of: UInt8(truncatingIfNeeded: step), toByteOffset: Layout.Tensor.reserved, as: UInt8.self)
  }
}

extension UInt32 {
  /// No place in the arena.
  fileprivate static var none: UInt32 { .max }
}
