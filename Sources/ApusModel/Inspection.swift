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
  public var operatorMask: UInt32 {
    var mask: UInt32 = 0
    for index in 0..<operatorCount { mask |= 1 << UInt32(self[operator: index].kind.rawValue) }
    return mask
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
}

#if !hasFeature(Embedded)
  extension Model {
    /// For each value (0 is the input, `k` what operator `k − 1` makes), the last operator that reads it or a
    /// view of it; `operatorCount` for the output; the operator itself for a value that nobody reads.
    public var lastUses: [Int] {
      var last = (0...operatorCount).map { max($0 - 1, 0) }
      last[operatorCount] = operatorCount
      for index in (0..<operatorCount).reversed() {
        let record = self[operator: index]
        let use = record.kind == .view ? last[index + 1] : index
        for position in 0..<record.inputCount {
          let input = record.input(position)
          last[input] = max(last[input], use)
        }
      }
      return last
    }

    /// The largest sum of values that must exist at one step, where an operator may write over an input that
    /// nobody needs afterwards counting the larger of the two. No memory plan can need less.
    public var arenaLowerBound: Int {
      let last = lastUses
      var sums = Array(repeating: 0, count: operatorCount)
      for number in 0...operatorCount {
        if number > 0, self[operator: number - 1].kind == .view { continue }
        let count = value(number).count
        for step in max(number - 1, 0)...min(last[number], operatorCount - 1) { sums[step] += count }
      }
      for step in 0..<operatorCount {
        let record = self[operator: step]
        if record.kind == .view { continue }
        var saved = 0
        for position in 0..<record.inputCount {
          let number = record.input(position)
          let input = value(number)
          if last[number] == step, isLastView(of: number, last), record.couldOverwrite(input) {
            saved = max(saved, min(input.count, record.output.count))
          }
        }
        sums[step] -= saved
      }
      return sums.max() ?? 0
    }

    /// Whether no other value that shares a value's bytes is needed for longer.
    private func isLastView(of number: Int, _ last: [Int]) -> Bool {
      var root = number
      while root > 0, self[operator: root - 1].kind == .view { root = self[operator: root - 1].input(0) }
      return last[root] == last[number]
    }
  }
#endif
