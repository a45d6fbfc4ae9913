import ApusGraph

/// A recurrent layer without gates, unrolled over its steps.
final class SimpleRNNLayer: Layer {
  private let body: SimpleRNN
  private let passes: RecurrentPasses
  /// The loss's gradient with respect to the hidden state after the step that is gone through.
  private let hiddenGradient: RecurrentPasses.Rows

  init(_ body: SimpleRNN, in context: LayerContext) throws(EngineError) {
    self.body = body
    passes = try RecurrentPasses(body, in: context)
    hiddenGradient = try passes.scratch("hidden")
  }

  func forward() throws(EngineError) {
    try passes.multiplyInputs()
    var hidden = passes.initialState(input: 1)
    for step in passes.order {
      let sums = passes.rows(of: passes.gates, step: step, width: passes.units)
      try passes.multiply(hidden, gates: 0..<passes.units, into: sums)
      let newHidden = passes.rows(of: passes.hidden, step: step, width: passes.units)
      for sample in 0..<passes.samples {
        for unit in 0..<passes.units {
          let sum = sums[sample][unit]
          switch body.activation {
          case .tanh: newHidden[sample][unit] = Tanh.value(at: sum)
          case .relu: newHidden[sample][unit] = max(sum, 0)
          }
        }
      }
      hidden = newHidden
    }
    passes.keepState(from: passes.hidden, input: 1)
    passes.writeOutput(from: passes.hidden, returnsSequence: body.returnsSequence)
  }

  func backward() throws(EngineError) {
    guard passes.context.outputGradient != nil else { return }
    let units = passes.units
    passes.beginGradients()
    passes.clear(hiddenGradient)
    for (position, step) in passes.order.enumerated().reversed() {
      passes.addOutputGradient(step: step, returnsSequence: body.returnsSequence, into: hiddenGradient)
      let gradients = passes.rows(of: passes.gateGradients, step: step, width: units)
      let after = passes.rows(of: passes.hidden, step: step, width: units)
      let before =
        position == 0
        ? passes.initialState(input: 1)
        : passes.rows(of: passes.hidden, step: passes.order[position - 1], width: units)
      for sample in 0..<passes.samples {
        for unit in 0..<units {
          let value = after[sample][unit]
          let slope: Float =
            switch body.activation {
            case .tanh: 1 - value * value
            case .relu: value > 0 ? 1 : 0
            }
          gradients[sample][unit] = hiddenGradient[sample][unit] * slope
        }
      }
      try passes.addRecurrentGradients(gradients, state: before, gates: 0..<units)
      passes.clear(hiddenGradient)
      try passes.multiplyBack(gradients, gates: 0..<units, into: hiddenGradient)
    }
    passes.writeStateGradient(hiddenGradient, input: 1)
    try passes.concludeGradients()
  }
}
