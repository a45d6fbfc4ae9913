import ApusGraph

/// A gated recurrent unit, unrolled over its steps.
final class GRULayer: Layer {
  private let body: GRU
  private let passes: RecurrentPasses
  /// The products with the hidden state before each step, `[samples, steps, 3 · units]`, with their bias.
  private let products: UnsafeMutablePointer<Float>
  /// Their gradients; empty unless the layer is trained.
  private let productGradients: UnsafeMutablePointer<Float>
  /// `r · h` of each step, `[samples, steps, units]`, where that is what is multiplied.
  private let resetStates: UnsafeMutablePointer<Float>
  /// The loss's gradients with respect to the hidden state after the step that is gone through, and to `r · h`.
  private let hiddenGradient: RecurrentPasses.Rows
  private let resetGradient: RecurrentPasses.Rows

  init(_ body: GRU, in context: LayerContext) throws(EngineError) {
    self.body = body
    passes = try RecurrentPasses(body, in: context)
    let places = passes.samples * passes.steps
    products = try context.library.allocate(places * passes.width).baseAddress!
    let isTrained = context.outputGradient != nil
    productGradients = try context.library.allocate(isTrained ? places * passes.width : 1).baseAddress!
    resetStates = try context.library.allocate(places * passes.units).baseAddress!
    (hiddenGradient, resetGradient) = (try passes.scratch("hidden"), try passes.scratch("reset"))
  }

  /// Rows of the weights of the new gate, and of the other two.
  private var newGate: Range<Int> { 2 * passes.units..<3 * passes.units }
  private var otherGates: Range<Int> { 0..<2 * passes.units }

  func forward() throws(EngineError) {
    let (units, width) = (passes.units, passes.width)
    try passes.multiplyInputs()
    for row in 0..<passes.samples * passes.steps {
      if body.resetsAfterProduct {
        (products + row * width).update(from: passes.context.parameter(.recurrentBias).values, count: width)
      } else {
        (products + row * width).update(repeating: 0, count: width)
      }
    }
    var hidden = passes.initialState(input: 1)
    for step in passes.order {
      let gates = passes.rows(of: passes.gates, step: step, width: width)
      let product = passes.rows(of: products, step: step, width: width)
      let newHidden = passes.rows(of: passes.hidden, step: step, width: units)
      try passes.multiply(
        hidden, gates: body.resetsAfterProduct ? 0..<width : otherGates, into: product)
      for sample in 0..<passes.samples {
        for gate in otherGates {
          gates[sample][gate] = Sigmoid.value(at: gates[sample][gate] + product[sample][gate])
        }
      }
      if !body.resetsAfterProduct {
        let reset = passes.rows(of: resetStates, step: step, width: units)
        for sample in 0..<passes.samples {
          for unit in 0..<units { reset[sample][unit] = gates[sample][unit] * hidden[sample][unit] }
        }
        try passes.multiply(reset, gates: newGate, into: product)
      }
      for sample in 0..<passes.samples {
        let (gates, product) = (gates[sample], product[sample])
        for unit in 0..<units {
          let share = body.resetsAfterProduct ? gates[unit] : 1
          let candidate = Tanh.value(at: gates[2 * units + unit] + share * product[2 * units + unit])
          let update = gates[units + unit]
          gates[2 * units + unit] = candidate
          newHidden[sample][unit] = (1 - update) * candidate + update * hidden[sample][unit]
        }
      }
      hidden = newHidden
    }
    passes.keepState(from: passes.hidden, input: 1)
    passes.writeOutput(from: passes.hidden, returnsSequence: body.returnsSequence)
  }

  func backward() throws(EngineError) {
    guard passes.context.outputGradient != nil else { return }
    let (units, width) = (passes.units, passes.width)
    passes.beginGradients()
    passes.clear(hiddenGradient)
    for (position, step) in passes.order.enumerated().reversed() {
      passes.addOutputGradient(step: step, returnsSequence: body.returnsSequence, into: hiddenGradient)
      let gates = passes.rows(of: passes.gates, step: step, width: width)
      let product = passes.rows(of: products, step: step, width: width)
      let gradients = passes.rows(of: passes.gateGradients, step: step, width: width)
      let shares = passes.rows(of: productGradients, step: step, width: width)
      let before =
        position == 0
        ? passes.initialState(input: 1)
        : passes.rows(of: passes.hidden, step: passes.order[position - 1], width: units)
      for sample in 0..<passes.samples {
        let (gates, gradients, shares) = (gates[sample], gradients[sample], shares[sample])
        for unit in 0..<units {
          let (update, candidate) = (gates[units + unit], gates[2 * units + unit])
          let gradient = hiddenGradient[sample][unit]
          let sum = gradient * (1 - update) * (1 - candidate * candidate)
          gradients[2 * units + unit] = sum
          shares[2 * units + unit] = body.resetsAfterProduct ? sum * gates[unit] : sum
          gradients[units + unit] = gradient * (before[sample][unit] - candidate) * update * (1 - update)
          // What goes to the hidden state before without a product.
          hiddenGradient[sample][unit] = gradient * update
        }
      }
      if !body.resetsAfterProduct {
        passes.clear(resetGradient)
        try passes.multiplyBack(shares, gates: newGate, into: resetGradient)
        try passes.addRecurrentGradients(
          shares, state: passes.rows(of: resetStates, step: step, width: units), gates: newGate)
      }
      for sample in 0..<passes.samples {
        let (gates, gradients) = (gates[sample], gradients[sample])
        for unit in 0..<units {
          let reset = gates[unit]
          let gradient: Float
          if body.resetsAfterProduct {
            gradient = gradients[2 * units + unit] * product[sample][2 * units + unit]
          } else {
            gradient = resetGradient[sample][unit] * before[sample][unit]
            hiddenGradient[sample][unit] += resetGradient[sample][unit] * reset
          }
          gradients[unit] = gradient * reset * (1 - reset)
        }
        shares[sample].update(from: gradients, count: 2 * units)
      }
      let range = body.resetsAfterProduct ? 0..<width : otherGates
      try passes.addRecurrentGradients(shares, state: before, gates: range)
      try passes.multiplyBack(shares, gates: range, into: hiddenGradient)
    }
    passes.writeStateGradient(hiddenGradient, input: 1)
    if body.resetsAfterProduct { passes.addBiasGradients(.recurrentBias, from: productGradients) }
    try passes.concludeGradients()
  }
}
