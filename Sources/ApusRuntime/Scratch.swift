import ApusModel

/// Memory that kernels of a microcontroller build use besides the values: the arena's own, where an operator leaves
/// some of it free, so that most networks need hardly more than their planned arena.
extension Model {
  /// Where an operator's scratch memory of `count` bytes begins. Values that it or a later operator takes must not
  /// change while it runs. So the memory begins above the operator's output, if there is room up to the next of these
  /// values, and else above all of them, perhaps beyond `arenaBytes`.
  @inline(never)
  func scratchOffset(for record: OperatorRecord, count: Int) -> Int {
    let end = record.output.end
    var (above, highest) = (Int.max, end)
    func keep(_ value: TensorRecord) {
      highest = max(highest, value.end)
      if value.offset >= end { above = min(above, value.offset) }
    }
    for index in record.index..<operatorCount {
      let later = self[operator: index]
      for position in 0..<later.inputCount where later.input(position) < sourceCount &+ record.index {
        keep(value(later.input(position)))
      }
    }
    // Of a model that has but one output, that is what the last operator makes.
    if isBuiltIn(.manyValues) {
      for index in 0..<outputCount where output(index).value < sourceCount &+ record.index {
        keep(value(output(index).value))
      }
      for index in 0..<stateCount {
        let state = state(index)
        keep(state.value)
        if state.update < sourceCount &+ record.index { keep(value(state.update)) }
      }
    }
    let next = Self.aligned(end)
    return next &+ count <= above ? next : Self.aligned(highest)
  }

  static func aligned(_ offset: Int) -> Int {
    (offset &+ (Layout.alignment &- 1)) & ~(Layout.alignment &- 1)
  }

  /// Bytes of scratch memory that an operator needs with a back end. One function in firmware, for the sake of flash.
  @inline(never)
  func scratchBytes<Chosen: BackEnd>(for record: OperatorRecord, with backEnd: Chosen.Type) -> Int {
    var measurement = ScratchMeasurement<Chosen>()
    dispatch(record, to: &measurement)
    return measurement.count
  }

  /// Where an operator's scratch memory begins with a back end. One function in firmware, for the sake of flash.
  @inline(never)
  func scratchOffset<Chosen: BackEnd>(for record: OperatorRecord, with backEnd: Chosen.Type) -> Int {
    scratchOffset(for: record, count: scratchBytes(for: record, with: backEnd))
  }

  /// Bytes that the arena needs with a back end: those that are planned, or more where kernels need scratch memory while
  /// the arena is full.
  @inline(__always)
  func arenaBytes<Chosen: BackEnd>(with backEnd: Chosen.Type) -> Int {
    guard Chosen.hasScratch else { return arenaBytes }
    var total = arenaBytes
    for index in 0..<operatorCount {
      let record = self[operator: index]
      let count = scratchBytes(for: record, with: backEnd)
      if count > 0 { total = max(total, scratchOffset(for: record, count: count) &+ Self.aligned(count)) }
    }
    return total
  }
}
