/// The memory plan of a model in the compact form, which its file does not have: the same one wherever it is read. The
/// largest value comes first, each at the lowest place that is free while it exists, or where an operator may write over
/// an input that nobody needs afterwards.
///
/// Values are counted in the order in which they come to be, so that their numbers are points in time too: a value exists
/// from its own number to that of the last value that is made of it. Sources exist together; outputs, states and what
/// these become exist until the number behind the last one's. A view is no value of its own: it lengthens the life of the
/// one that it shows.
extension Model {
  /// Gives every value its place. All records have been checked, and have notes (`Notes.swift`).
  func planArena() throws(ModelError) {
    keepResults()
    var end = 0
    while true {
      var (largest, most) = (0, 0)
      for number in 0..<valueCount {
        let value = value(number)
        if value.place == .unplaced(number), value.byteCount > most {
          (largest, most) = (number, value.byteCount)
        }
      }
      guard most > 0 else { break }
      let place = lowestPlace(for: largest, byteCount: most)
      guard place <= Int(Int32.max) &- Layout.alignment &- most else {
        throw .invalid(.arenaRegion, byte: byte(of: value(largest).base))
      }
      value(largest).note(place: Int32(truncatingIfNeeded: place))
      end = max(end, place &+ most)
    }
    // What has none is a view.
    for number in 0..<valueCount { value(number).note(place: value(root(of: number)).place) }
    UnsafeMutableRawPointer(mutating: unfolded).storeBytes(
      of: UInt32(truncatingIfNeeded: Self.alignedPlace(end)), toByteOffset: Layout.Unfolded.arenaBytes,
      as: UInt32.self)
  }

  /// Makes outputs, states and what these become exist to the end.
  @inline(__always)
  private func keepResults() {
    guard isBuiltIn(.manyValues) else { return keep(valueCount &- 1) }
    for index in 0..<outputCount { keep(output(index).value) }
    for index in 0..<stateCount {
      keep(inputCount &+ index)
      keep(state(index).update)
    }
  }

  private func keep(_ number: Int) { value(root(of: number)).note(lastUse: valueCount) }

  /// The value that a view shows, or the value itself.
  @inline(__always)
  private func root(of number: Int) -> Int {
    let place = value(number).place
    return place < 0 ? place.shown : number
  }

  @inline(__always)
  private func lowestPlace(for number: Int, byteCount: Int) -> Int {
    var place = 0
    var other = 0
    repeat {
      let value = value(other)
      if value.place >= 0, place < value.end, value.offset < place &+ byteCount,
        exclude(min(number, other), max(number, other), isSamePlace: place == value.offset)
      {
        (place, other) = (Self.alignedPlace(value.end), 0)
      } else {
        other &+= 1
      }
    } while other < valueCount
    return place
  }

  /// Whether two values, the earlier one first, cannot share bytes: both exist at the same time, and the later one may not
  /// be written over the other.
  @inline(__always)
  private func exclude(_ early: Int, _ late: Int, isSamePlace: Bool) -> Bool {
    let last = value(early).lastUse
    guard last >= late else { return false }
    guard isSamePlace, last == late, !isBuiltIn(.manyValues) || late >= sourceCount else { return true }
    let record = self[operator: late &- sourceCount]
    for position in 0..<record.inputCount where root(of: record.input(position)) == early {
      if record.couldOverwrite(value(record.input(position))) { return false }
    }
    return true
  }

  @inline(__always)
  private static func alignedPlace(_ offset: Int) -> Int {
    (offset &+ (Layout.alignment &- 1)) & ~(Layout.alignment &- 1)
  }
}
