import ApusModel

extension GRURecord: Kernel {
  /// Unit by unit. The hidden state of 16 bits changes in place: of its products' i8 there are those before the step and
  /// those after it.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    let states = arena.wide(state)
    let (units, hidden) = (products.units, arena + products.hidden.offset)
    for unit in 0..<units { hidden[unit] = encoded(Int32(states[unit])) }
    products.forEachStep(in: arena) { step, target in
      if resetsState {
        for unit in 0..<units {
          let reset = GateFunctions.logistic(products.sum(unit, step, in: arena))
          hidden[units &+ unit] = encoded(Self.weighed(Int32(states[unit]), by: reset))
        }
      }
      for unit in 0..<units {
        let row = 2 &* units &+ unit
        let share: Int32
        if resetsState {
          share = products.recurrentSum(row, UnsafePointer(hidden + units))
        } else {
          let reset = GateFunctions.logistic(products.sum(unit, step, in: arena))
          share = Self.weighed(products.recurrentSum(row, UnsafePointer(hidden)), by: reset)
        }
        let sum = saturated16(products.inputSum(row, step, in: arena) &+ share)
        let candidate = GateFunctions.tanh(sum, shift: 0)
        let update = GateFunctions.logistic(products.sum(units &+ unit, step, in: arena))
        let state = (update &* Int32(states[unit]) &+ (32_768 &- update) &* candidate &+ 16_384) &>> 15
        states[unit] = Int16(truncatingIfNeeded: state)
        target[unit] = encoded(state)
      }
    }
  }

  /// A number of 16 bits times a gate's, which is in steps of 2⁻¹⁵.
  @inline(__always)
  private static func weighed(_ value: Int32, by gate: Int32) -> Int32 {
    (value &* gate &+ 16_384) &>> 15
  }

  /// What of the hidden state products and the output see.
  @inline(__always)
  private func encoded(_ state: Int32) -> Int8 {
    clamped(outputFactor.applied(to: state) &+ products.output.zeroPoint, -128, 127)
  }
}
