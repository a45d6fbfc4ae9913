import ApusGraph
import COneDNN

/// What the layers of recurrent operations have in common: memory for what each step made, and the products with both
/// weights, forward and backward.
///
/// All memory is `[samples, steps, …]`, so that the products of all steps with `inputWeight` are one product of matrices, and
/// those of a step with `recurrentWeight` are one over rows that lie `steps` apart.
final class RecurrentPasses {
  /// Rows that lie equally far apart: of one step, one for each sample.
  struct Rows {
    var start: UnsafeMutablePointer<Float>
    /// From one row to the next.
    var distance: Int

    subscript(sample: Int) -> UnsafeMutablePointer<Float> { start + sample * distance }
  }

  let context: LayerContext
  let samples: Int
  let steps: Int
  let features: Int
  let units: Int
  /// Outputs of both products: an element of each gate for each unit.
  let width: Int
  /// Steps in the order in which they are carried out.
  let order: [Int]
  /// What the input's products become, `[samples, steps, width]`.
  let gates: UnsafeMutablePointer<Float>
  /// The loss's gradient with respect to the input's products; empty unless the layer is trained.
  let gateGradients: UnsafeMutablePointer<Float>
  /// The hidden state after each step, `[samples, steps, units]`.
  let hidden: UnsafeMutablePointer<Float>
  /// What the states before a first step are, where the layer is not given them: zero. Where it keeps its states, a copy of
  /// what was given, for the backward pass.
  private let initial: [UnsafeMutablePointer<Float>]
  private let keepsState: Bool
  private let sums: [ParameterSpecification.Role: GradientSums]

  init(_ body: some RecurrentOperation, in context: LayerContext) throws(EngineError) {
    self.context = context
    samples = context.batchSize
    steps = body.steps(in: context.input.shape)
    (features, units, width) = (body.inputFeatures, body.units, body.rows)
    order = body.reversed ? (0..<steps).reversed() : Array(0..<steps)
    let (library, places) = (context.library, samples * steps)
    let isTrained = context.outputGradient != nil
    gates = try library.allocate(places * width).baseAddress!
    gateGradients = try library.allocate(isTrained ? places * width : 1).baseAddress!
    hidden = try library.allocate(places * units).baseAddress!
    keepsState = body.keepsState
    let stateCount = samples * units
    initial = try body.stateShapes.map { _ throws(EngineError) in
      try library.allocate(stateCount).baseAddress!
    }
    var sums: [ParameterSpecification.Role: GradientSums] = [:]
    for parameter in body.parameters where isTrained {
      let target = context.parameter(parameter.role).gradients
      sums[parameter.role] = try context.shared.sums(parameter.suffix, count: parameter.count) {
        target.update(from: $0, count: parameter.count)
      }
    }
    self.sums = sums
  }

  /// The rows of a step in memory of `width` elements for each step.
  func rows(of memory: UnsafeMutablePointer<Float>, step: Int, width: Int) -> Rows {
    Rows(start: memory + step * width, distance: steps * width)
  }

  /// A state before the first step: the layer's input of that position, or zero.
  func initialState(input position: Int) -> Rows {
    let isGiven = context.inputs.count > position && !keepsState
    return Rows(start: isGiven ? context.inputs[position].data : initial[position - 1], distance: units)
  }

  /// Remembers the states that the layer starts from, which it is to overwrite.
  private func rememberStates() {
    guard keepsState else { return }
    for (copy, input) in zip(initial, context.inputs.dropFirst()) {
      copy.update(from: input.data, count: samples * units)
    }
  }

  /// Leaves what a state is after the last step in the input of a position, where the layer keeps its states.
  /// - Parameter memory: what it is after each step.
  func keepState(from memory: UnsafeMutablePointer<Float>, input position: Int) {
    guard keepsState else { return }
    let last = rows(of: memory, step: order[steps - 1], width: units)
    for sample in 0..<samples {
      (context.inputs[position].data + sample * units).update(from: last[sample], count: units)
    }
  }

  /// `gates ← inputWeight · x + bias`, of all steps, with which a forward pass begins.
  func multiplyInputs() throws(EngineError) {
    rememberStates()
    let bias = context.parameter(.bias).values
    for row in 0..<samples * steps { (gates + row * width).update(from: bias, count: width) }
    try multiply(
      Rows(start: context.input.data, distance: features), context.parameter(.inputWeight).values,
      inner: features, outer: width, into: Rows(start: gates, distance: width), count: samples * steps)
  }

  /// `target ← target + recurrentWeight[range] · state`, of one step.
  func multiply(_ state: Rows, gates range: Range<Int>, into target: Rows) throws(EngineError) {
    try multiply(
      state, context.parameter(.recurrentWeight).values + range.lowerBound * units, inner: units,
      outer: range.count, into: Rows(start: target.start + range.lowerBound, distance: target.distance),
      count: samples)
  }

  /// `target ← target + gradient · recurrentWeight[range]`, of one step: the gradient with respect to a state.
  func multiplyBack(_ gradient: Rows, gates range: Range<Int>, into target: Rows) throws(EngineError) {
    try multiplyTransposed(
      Rows(start: gradient.start + range.lowerBound, distance: gradient.distance),
      context.parameter(.recurrentWeight).values + range.lowerBound * units, inner: range.count, outer: units,
      into: target, count: samples, addsTo: true)
  }

  /// Starts the parameters' gradients of the part's shard, if it is the first part.
  func beginGradients() { for sum in sums.values { sum.begin(context.part) } }

  /// Adds the outer products of a gradient and a state to the gradients of the rows `range` of `recurrentWeight`.
  func addRecurrentGradients(
    _ gradient: Rows, state: Rows, gates range: Range<Int>
  ) throws(EngineError) {
    try addOuterProducts(
      Rows(start: gradient.start + range.lowerBound, distance: gradient.distance), state, inner: units,
      outer: range.count, into: target(.recurrentWeight) + range.lowerBound * units, count: samples)
  }

  /// Adds the gradients of all steps to those of a bias.
  func addBiasGradients(_ role: ParameterSpecification.Role, from gradients: UnsafeMutablePointer<Float>) {
    for row in 0..<samples * steps {
      Elementwise.accumulate(gradients + row * width, into: target(role), count: width)
    }
  }

  /// Makes what follows from `gateGradients` of all steps: the gradients of `inputWeight` and `bias`, and of the input.
  func concludeGradients() throws(EngineError) {
    let gradients = Rows(start: gateGradients, distance: width)
    try addOuterProducts(
      gradients, Rows(start: context.input.data, distance: features), inner: features, outer: width,
      into: target(.inputWeight), count: samples * steps)
    addBiasGradients(.bias, from: gateGradients)
    guard let inputGradient = context.inputGradients[0] else { return }
    try multiplyTransposed(
      gradients, context.parameter(.inputWeight).values, inner: width, outer: features,
      into: Rows(start: inputGradient, distance: features), count: samples * steps, addsTo: false)
  }

  private func target(_ role: ParameterSpecification.Role) -> UnsafeMutablePointer<Float> {
    sums[role]!.sums[context.part.shard]
  }

  /// `target[row][o] ← target[row][o] + Σ source[row][i] · weights[o][i]`
  private func multiply(
    _ source: Rows, _ weights: UnsafeMutablePointer<Float>, inner: Int, outer: Int, into target: Rows,
    count: Int
  ) throws(EngineError) {
    let status = dnnl_sgemm(
      Self.plain, Self.transposed, Int64(count), Int64(outer), Int64(inner), 1, source.start,
      Int64(source.distance), weights, Int64(inner), 1, target.start, Int64(target.distance))
    try check(status, "multiply matrices", node: context.name)
  }

  /// `target[row][o] ← Σ source[row][i] · weights[i][o]`, or added to what is there.
  private func multiplyTransposed(
    _ source: Rows, _ weights: UnsafeMutablePointer<Float>, inner: Int, outer: Int, into target: Rows,
    count: Int, addsTo: Bool
  ) throws(EngineError) {
    let status = dnnl_sgemm(
      Self.plain, Self.plain, Int64(count), Int64(outer), Int64(inner), 1, source.start,
      Int64(source.distance), weights, Int64(outer), addsTo ? 1 : 0, target.start, Int64(target.distance))
    try check(status, "multiply matrices", node: context.name)
  }

  /// `target[o][i] ← target[o][i] + Σ left[row][o] · right[row][i]`
  private func addOuterProducts(
    _ left: Rows, _ right: Rows, inner: Int, outer: Int, into target: UnsafeMutablePointer<Float>, count: Int
  ) throws(EngineError) {
    let status = dnnl_sgemm(
      Self.transposed, Self.plain, Int64(outer), Int64(inner), Int64(count), 1, left.start,
      Int64(left.distance), right.start, Int64(right.distance), 1, target, Int64(inner))
    try check(status, "multiply matrices", node: context.name)
  }

  private static var plain: CChar { CChar(UInt8(ascii: "N")) }
  private static var transposed: CChar { CChar(UInt8(ascii: "T")) }
}

extension RecurrentPasses {
  /// Gives the value of each step, or that of the last, to the layer's output.
  func writeOutput(from memory: UnsafeMutablePointer<Float>, returnsSequence: Bool) {
    let output = context.output
    if output.shape.rank == 2, returnsSequence {
      output.data.update(from: memory, count: samples * steps * units)
    } else {
      let last = rows(of: memory, step: order[steps - 1], width: units)
      for sample in 0..<samples { (output.data + sample * units).update(from: last[sample], count: units) }
    }
  }

  /// Adds the loss's gradient with respect to what the layer gave of a step.
  func addOutputGradient(step: Int, returnsSequence: Bool, into target: Rows) {
    guard let gradient = context.outputGradient else { return }
    let isSequence = context.output.shape.rank == 2 && returnsSequence
    guard isSequence || step == order[steps - 1] else { return }
    for sample in 0..<samples {
      let source = gradient + (isSequence ? (sample * steps + step) * units : sample * units)
      Elementwise.accumulate(source, into: target[sample], count: units)
    }
  }

  /// Scratch memory of `units` elements for each sample, for the backward pass: asked for when the layer is made.
  func scratch(_ purpose: String) throws(EngineError) -> Rows {
    let isTrained = context.outputGradient != nil
    let start = try context.shared.scratch(
      purpose, thread: context.part.thread, count: isTrained ? samples * units : 1)
    return Rows(start: start, distance: units)
  }

  /// Zeros in all rows of `units` elements.
  func clear(_ memory: Rows) { memory.start.update(repeating: 0, count: samples * units) }

  /// Gives a gradient to the input of a position, which is a state before the first step.
  func writeStateGradient(_ gradient: Rows, input position: Int) {
    guard context.inputGradients.count > position, let target = context.inputGradients[position] else {
      return
    }
    for sample in 0..<samples { (target + sample * units).update(from: gradient[sample], count: units) }
  }
}
