extension OperatorRecord {
  /// Multiply–accumulates of one run; 0 for operators that are not made of them.
  public func multiplyAccumulates(in model: Model) -> UInt64 {
    let perOutput: Int
    switch kind {
    case .convolution:
      let body = ConvolutionRecord(self, in: model)
      perOutput = body.window.area * body.groupChannels
    case .depthwiseConvolution: perOutput = WindowRecord(at: base).area
    case .dense: perOutput = model.value(input(0)).count
    case .maxPool, .averagePool, .globalAveragePool, .add, .subtract, .multiply, .rescale, .leakyReLU,
      .lookup, .softmax, .concatenate, .pad, .view:
      perOutput = 0
    case .slice, .transpose, .resizeNearest, .resizeBilinear: perOutput = 0
    case .transposedConvolution:
      // Each input element meets each tap of each output channel.
      let taps = WindowRecord(at: base).area &* output.channels
      return UInt64(truncatingIfNeeded: model.value(input(0)).count) * UInt64(truncatingIfNeeded: taps)
    }
    return UInt64(truncatingIfNeeded: output.count) * UInt64(truncatingIfNeeded: perOutput)
  }

  /// Bytes of its weights, bias, multipliers and shifts, of its constant operand or of its table.
  public func constantsBytes(in model: Model) -> Int {
    switch kind {
    case .convolution: ConvolutionRecord(self, in: model).constants.byteCount
    case .depthwiseConvolution: DepthwiseConvolutionRecord(self, in: model).constants.byteCount
    case .dense: DenseRecord(self, in: model).constants.byteCount
    case .add, .subtract, .multiply: OperandPair(self, in: model).constantBytes
    case .lookup: LookupRecord.tableBytes
    case .maxPool, .averagePool, .globalAveragePool, .rescale, .leakyReLU, .softmax, .concatenate, .pad,
      .view:
      0
    case .slice, .transpose, .resizeNearest, .resizeBilinear: 0
    case .transposedConvolution: TransposedConvolutionRecord(self, in: model).constants.byteCount
    }
  }
}

extension Model {
  /// A bit for each kind of operator that it has, the one of the kind's raw value: what a build for this model alone
  /// must hold (`builtInOperators`).
  public var operatorMask: UInt32 {
    var mask: UInt32 = 0
    for index in 0..<operatorCount { mask |= 1 << UInt32(self[operator: index].kind.rawValue) }
    return mask
  }

  /// Multiply–accumulates of one run, all operators together; the largest number there is where that is too small,
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
