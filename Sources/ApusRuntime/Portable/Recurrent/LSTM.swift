import ApusModel

extension LSTMRecord: Kernel {
  /// TFLite Micro's UNIDIRECTIONAL_SEQUENCE_LSTM, unit by unit: the gates of one need nothing of the others' but the hidden
  /// state before the step.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let cells = arena.wide(cell)
    let units = products.units
    products.forEachStep(in: arena) { step, target in
      for unit in 0..<units {
        let input = GateFunctions.logistic(products.sum(unit, step, in: arena))
        let forget = GateFunctions.logistic(products.sum(units &+ unit, step, in: arena))
        let candidate = GateFunctions.tanh(products.sum(2 &* units &+ unit, step, in: arena), shift: 0)
        let output = GateFunctions.logistic(products.sum(3 &* units &+ unit, step, in: arena))
        let kept = saturated16(forgetFactor.applied(to: forget &* Int32(cells[unit])))
        let added = saturated16(inputFactor.applied(to: input &* candidate))
        var content = saturated16(kept &+ added)
        if cellClip > 0 { content = min(max(content, 0 &- cellClip), cellClip) }
        cells[unit] = Int16(truncatingIfNeeded: content)
        let squashed = GateFunctions.tanh(content, shift: cellShift)
        let hidden = outputFactor.applied(to: squashed &* output) &+ products.output.zeroPoint
        target[unit] = clamped(hidden, -128, 127)
      }
    }
  }
}
