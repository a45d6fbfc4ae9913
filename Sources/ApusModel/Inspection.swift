extension OperatorRecord {
  /// Multiply-accumulates of one run; 0 for operators that do not multiply and accumulate.
  public func multiplyAccumulates(in model: Model) -> UInt64 {
    kind.visit(MultiplyAccumulates(record: self, model: model))
  }

  /// Bytes of its weights, bias, multipliers and shifts, of its constant operand or of its table.
  public func constantsBytes(in model: Model) -> Int {
    kind.visit(ConstantsBytes(record: self, model: model))
  }
}

extension OperatorRecord {
  /// Biases, multipliers and weights of an operator that has some for its channels; nil for others.
  package func channelConstants(in model: Model) -> ChannelConstants? {
    kind.visit(Channels(record: self, model: model))
  }

  /// The table, or the constant operand, of an operator that has one; empty for others.
  package func plainConstants(in model: Model) -> UnsafeRawBufferPointer {
    let count = channelConstants(in: model) == nil ? constantsBytes(in: model) : 0
    return UnsafeRawBufferPointer(start: model.constants(at: constantsOffset), count: count)
  }

  /// The 64 bytes of the full form.
  package var bytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: base, count: Layout.recordBytes)
  }
}

private struct Channels: RecordVisitor {
  let record: OperatorRecord
  let model: Model

  var withoutBody: ChannelConstants? { nil }

  func visit<Body: RecordBody>(_ body: Body.Type) -> ChannelConstants? {
    Body(record, in: model).channelConstants
  }
}

private struct MultiplyAccumulates: RecordVisitor {
  let record: OperatorRecord
  let model: Model

  var withoutBody: UInt64 { 0 }

  func visit<Body: RecordBody>(_ body: Body.Type) -> UInt64 { Body(record, in: model).multiplyAccumulates }
}

private struct ConstantsBytes: RecordVisitor {
  let record: OperatorRecord
  let model: Model

  var withoutBody: Int { 0 }

  func visit<Body: RecordBody>(_ body: Body.Type) -> Int { Body(record, in: model).constantsBytes }
}

extension Model {
  /// A bit for each kind of operator that it has, the one of the kind's raw value: what a build for this model alone
  /// must hold (`builtInOperators`).
  public var operatorMask: UInt64 {
    var mask: UInt64 = 0
    for index in 0..<operatorCount { mask |= 1 << UInt64(self[operator: index].kind.rawValue) }
    return mask
  }

  /// A bit for each feature that it has, the one of the feature's raw value: what a build for this model alone must hold
  /// (`builtInFeatures`).
  public var featureMask: UInt32 {
    var mask: UInt32 = 0
    func add(_ feature: ModelFeature) { mask |= 1 << UInt32(feature.rawValue) }
    add(isVersion1 ? .version1 : isCompact ? .compactForm : .fullForm)
    if sourceCount > 1 || outputCount > 1 || output(0).value != valueCount - 1 { add(.manyValues) }
    for index in 0..<valueCount where value(index).element != .int8 { add(.wideElements) }
    for index in 0..<operatorCount {
      let record = self[operator: index]
      if record.kind == .enrolled { add(.enrolledClasses) }
      if record.inputCount > 1 { add(.severalInputs) }
      guard let encodings = record.channelConstants(in: self)?.encodings else { continue }
      add(encodings.bias == .int32 ? .wordBiases : .shortBiases)
      add(encodings.multiplier == .int32 ? .wordMultipliers : .byteMultipliers)
    }
    return mask
  }

  /// The classes that were enrolled after the file was written; nil where it has no room for any.
  public var enrolledRows: EnrolledRows? {
    for index in 0..<operatorCount where self[operator: index].kind == .enrolled {
      return EnrolledRecord(self[operator: index], in: self).rows
    }
    return nil
  }

  /// Bytes of constants.
  public var constantsBytes: Int {
    guard isCompact else { return constantsSectionBytes }
    var sum = 0
    for index in 0..<operatorCount { sum &+= self[operator: index].constantsBytes(in: self) }
    return sum
  }

  /// Multiply-accumulates of one run, all operators together; the largest number there is where that is too small,
  /// as it may be in a hostile file.
  public var multiplyAccumulates: Int {
    var sum: UInt64 = 0
    for index in 0..<operatorCount {
      // One operator's are fewer than 2⁶².
      sum = min(sum, UInt64(Int64.max)) + self[operator: index].multiplyAccumulates(in: self)
    }
    return Int(clamping: sum)
  }

  /// What one run takes: about as many simple steps, so that a file that asks for far more than its size is known before
  /// it is run. These are multiply-accumulates, elements that windows look at, and 16 for each element that is made; the
  /// largest number there is where that is too small.
  public var work: Int {
    var sum: UInt64 = 0
    for index in 0..<operatorCount {
      let record = self[operator: index]
      var elements = UInt64(record.output.count)
      elements = product(Int(elements), max(16, record.window?.area ?? 0))
      for position in 0..<record.inputCount { elements += UInt64(value(record.input(position)).count) }
      // Each is fewer than 2⁶².
      sum = min(sum, UInt64(Int64.max)) + elements
      sum = min(sum, UInt64(Int64.max)) + record.multiplyAccumulates(in: self)
    }
    return Int(clamping: sum)
  }
}

#if !hasFeature(Embedded)
  extension Model {
    /// The table of an output's rule.
    /// - Precondition: the rule is `sum`.
    package func table(of output: OutputRecord) -> [UInt16] {
      let table = constants(at: output.tableOffset)
      return (0..<Layout.Output.tableEntries).map {
        table.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self)
      }
    }
  }

  extension Model {
    /// For each value, the last operator that reads it or a view of it; `operatorCount` for outputs, for states and for
    /// what these become; the operator itself, or 0, for a value that nobody reads.
    public var lastUses: [Int] {
      var last = (0..<valueCount).map { max($0 - sourceCount, 0) }
      for index in 0..<outputCount { last[output(index).value] = operatorCount }
      for index in 0..<stateCount {
        last[inputCount + index] = operatorCount
        last[state(index).update] = operatorCount
      }
      for index in (0..<operatorCount).reversed() {
        let record = self[operator: index]
        let use = record.kind == .view ? last[sourceCount + index] : index
        for position in 0..<record.inputCount {
          let input = record.input(position)
          last[input] = max(last[input], use)
        }
      }
      return last
    }

    /// The largest sum of values that must exist at one step, where an operator may write over an input that
    /// nobody needs afterwards counting the larger of the two, and what a state becomes costs nothing. No memory plan
    /// can need less.
    public var arenaLowerBound: Int {
      let last = lastUses
      var sums = Array(repeating: 0, count: operatorCount)
      for number in 0..<valueCount where !isView(number) {
        let count = value(number).byteCount
        for step in max(number - sourceCount, 0)...min(last[number], operatorCount - 1) {
          sums[step] += count
        }
      }
      for index in 0..<stateCount {
        let update = state(index).update
        guard update >= sourceCount, !isView(update) else { continue }
        for step in update - sourceCount..<operatorCount { sums[step] -= value(update).byteCount }
      }
      for step in 0..<operatorCount {
        let record = self[operator: step]
        if record.kind == .view { continue }
        var saved = 0
        for position in 0..<record.inputCount {
          let number = record.input(position)
          let input = value(number)
          if last[number] == step, isLastView(of: number, last), record.couldOverwrite(input) {
            saved = max(saved, min(input.byteCount, record.output.byteCount))
          }
        }
        sums[step] -= saved
      }
      return max(sums.max() ?? 0, 0)
    }

    private func isView(_ number: Int) -> Bool {
      number >= sourceCount && self[operator: number - sourceCount].kind == .view
    }

    /// Whether no other value that shares a value's bytes is needed for longer.
    private func isLastView(of number: Int, _ last: [Int]) -> Bool {
      var root = number
      while isView(root) { root = self[operator: root - sourceCount].input(0) }
      return last[root] == last[number]
    }
  }
#endif
