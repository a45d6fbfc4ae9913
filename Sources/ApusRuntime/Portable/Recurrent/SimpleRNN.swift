import ApusModel

extension SimpleRNNRecord: Kernel {
  /// One sum for each unit.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    products.forEachStep(in: arena) { step, target in
      for unit in 0..<products.units {
        let sum = products.sum(unit, step, in: arena)
        let value = rectifies ? max(sum, 0) : GateFunctions.tanh(sum, shift: 0)
        target[unit] = clamped(outputFactor.applied(to: value) &+ products.output.zeroPoint, -128, 127)
      }
    }
  }
}
