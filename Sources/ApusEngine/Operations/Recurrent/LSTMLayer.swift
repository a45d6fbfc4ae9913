import ApusGraph

/// Long short-term memory, unrolled over its steps.
final class LSTMLayer: Layer {
  private let body: LSTM
  private let passes: RecurrentPasses
  /// The cell state after each step, `[samples, steps, units]`.
  private let cells: UnsafeMutablePointer<Float>
  /// The loss's gradients with respect to the states after the step that is gone through.
  private let hiddenGradient: RecurrentPasses.Rows
  private let cellGradient: RecurrentPasses.Rows

  init(_ body: LSTM, in context: LayerContext) throws(EngineError) {
    self.body = body
    passes = try RecurrentPasses(body, in: context)
    cells = try context.library.allocate(passes.samples * passes.steps * passes.units).baseAddress!
    (hiddenGradient, cellGradient) = (try passes.scratch("hidden"), try passes.scratch("cell"))
  }

  func forward() throws(EngineError) {
    let units = passes.units
    try passes.multiplyInputs()
    var (hidden, cell) = (passes.initialState(input: 1), passes.initialState(input: 2))
    for step in passes.order {
      let gates = passes.rows(of: passes.gates, step: step, width: passes.width)
      try passes.multiply(hidden, gates: 0..<passes.width, into: gates)
      let newHidden = passes.rows(of: passes.hidden, step: step, width: units)
      let newCell = passes.rows(of: cells, step: step, width: units)
      for sample in 0..<passes.samples {
        let (gates, before) = (gates[sample], cell[sample])
        for unit in 0..<units {
          let input = Sigmoid.value(at: gates[unit])
          let forget = Sigmoid.value(at: gates[units + unit])
          let candidate = Tanh.value(at: gates[2 * units + unit])
          let output = Sigmoid.value(at: gates[3 * units + unit])
          var content = forget * before[unit] + input * candidate
          if let clip = body.cellClip { content = max(-clip, min(clip, content)) }
          gates[unit] = input
          gates[units + unit] = forget
          gates[2 * units + unit] = candidate
          gates[3 * units + unit] = output
          newCell[sample][unit] = content
          newHidden[sample][unit] = output * Tanh.value(at: content)
        }
      }
      (hidden, cell) = (newHidden, newCell)
    }
    passes.keepState(from: passes.hidden, input: 1)
    passes.keepState(from: cells, input: 2)
    passes.writeOutput(from: isHidden ? passes.hidden : cells, returnsSequence: body.returnsSequence)
  }

  private var isHidden: Bool { body.output == .hidden }

  func backward() throws(EngineError) {
    guard passes.context.outputGradient != nil else { return }
    passes.beginGradients()
    passes.clear(hiddenGradient)
    passes.clear(cellGradient)
    for (position, step) in passes.order.enumerated().reversed() {
      passes.addOutputGradient(
        step: step, returnsSequence: body.returnsSequence, into: isHidden ? hiddenGradient : cellGradient)
      let gradients = passes.rows(of: passes.gateGradients, step: step, width: passes.width)
      let (hidden, cell) = statesBefore(position)
      for sample in 0..<passes.samples {
        goBack(
          sample, step: step, cellBefore: cell[sample], hidden: hiddenGradient[sample],
          cell: cellGradient[sample], gates: gradients[sample])
      }
      try passes.addRecurrentGradients(gradients, state: hidden, gates: 0..<passes.width)
      passes.clear(hiddenGradient)
      try passes.multiplyBack(gradients, gates: 0..<passes.width, into: hiddenGradient)
    }
    passes.writeStateGradient(hiddenGradient, input: 1)
    passes.writeStateGradient(cellGradient, input: 2)
    try passes.concludeGradients()
  }

  /// The states before the step of a position in the order of execution.
  private func statesBefore(_ position: Int) -> (hidden: RecurrentPasses.Rows, cell: RecurrentPasses.Rows) {
    guard position > 0 else { return (passes.initialState(input: 1), passes.initialState(input: 2)) }
    let step = passes.order[position - 1]
    return (
      passes.rows(of: passes.hidden, step: step, width: passes.units),
      passes.rows(of: cells, step: step, width: passes.units)
    )
  }

  /// Makes the gradients of a sample's gates, before their functions, and of the cell state before the step.
  /// - Parameter cell: with respect to the cell state after the step, and then before it.
  private func goBack(
    _ sample: Int, step: Int, cellBefore: UnsafeMutablePointer<Float>,
    hidden: UnsafeMutablePointer<Float>, cell: UnsafeMutablePointer<Float>,
    gates gradients: UnsafeMutablePointer<Float>
  ) {
    let units = passes.units
    let gates = passes.rows(of: passes.gates, step: step, width: passes.width)[sample]
    let contents = passes.rows(of: cells, step: step, width: units)[sample]
    for unit in 0..<units {
      let (input, forget) = (gates[unit], gates[units + unit])
      let (candidate, output) = (gates[2 * units + unit], gates[3 * units + unit])
      let squashed = Tanh.value(at: contents[unit])
      var gradient = cell[unit] + hidden[unit] * output * (1 - squashed * squashed)
      if let clip = body.cellClip, abs(contents[unit]) >= clip { gradient = 0 }
      gradients[unit] = gradient * candidate * input * (1 - input)
      gradients[units + unit] = gradient * cellBefore[unit] * forget * (1 - forget)
      gradients[2 * units + unit] = gradient * input * (1 - candidate * candidate)
      gradients[3 * units + unit] = hidden[unit] * squashed * output * (1 - output)
      cell[unit] = gradient * forget
    }
  }
}
