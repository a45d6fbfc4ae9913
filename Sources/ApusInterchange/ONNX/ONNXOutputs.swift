import ApusGraph

extension ONNXImporter {
  /// Brings the network's outputs into order and says what they mean.
  mutating func finish() throws(ONNXError) {
    var outputs: [NetworkOutput] = []
    let keepsAxes = emitter.graph.inputs.contains { $0.shape.rank == 3 } && !hasChannelsFirstInput
    for (number, output) in model.outputs.enumerated() {
      if case .computed(let flow) = value(output.name), flow.isText {
        // Which class has the largest score; the scores are another output, with the classes' names.
        guard model.outputs.count > 1 else {
          throw .unsupportedModel("gives the names of classes, but not their scores")
        }
        continue
      }
      let name = output.name.isEmpty ? "\(NetworkOutput.defaultName)\(number)" : output.name
      switch value(output.name) {
      case .computed(let flow):
        emitter.base = "output\(number)"
        outputs.append(
          NetworkOutput(name: name, node: try exposed(flow, keepsAxes), meaning: .values))
      case .constant(let array):
        guard batch == 1 else {
          throw .unsupportedModel(
            "has the constant output \(name.prefix(80)) for a batch of \(batch)")
        }
        emitter.base = "output\(number)"
        outputs.append(
          NetworkOutput(
            name: name, node: try exposed(try computed(array), keepsAxes), meaning: .values))
      case .unknown, nil:
        throw .unsupportedModel("has the output \(name.prefix(80)), which nothing makes")
      }
    }
    for place in outputs.indices {
      let elements = emitter.shapes[outputs[place].node]?.count ?? 0
      let inferred = emitter.graph.inferredMeaning(of: outputs[place].node)
      let isSole = outputs.count == 1
      let ownMeaning = meaning(inferred, elements, outputs[place].node)
      outputs[place].meaning = isSole ? options.meaning ?? ownMeaning : ownMeaning
    }
    try nameClasses(of: &outputs)
    emitter.setOutputs(outputs)
    do throws(GraphError) { try emitter.graph.validate() } catch { throw .graph(error) }
  }

  /// Gives the output that classifies the names of its classes.
  private func nameClasses(of outputs: inout [NetworkOutput]) throws(ONNXError) {
    func elements(_ output: NetworkOutput) -> Int { emitter.shapes[output.node]?.count ?? 0 }
    if let classes, options.meaning == nil {
      // A classifier's scores, whatever has been made of them.
      let scores = outputs.indices.filter { place in
        if case .argMax? = emitter.node(emitter.source(of: outputs[place].node))?.operation { return false }
        return elements(outputs[place]) == classes.count && classes.count > 1
      }
      for place in scores where [.values, .independentProbabilities].contains(outputs[place].meaning) {
        outputs[place].meaning = .probabilities
      }
    }
    let place = options.meaning == nil ? outputs.firstIndex { $0.meaning != .values } ?? 0 : 0
    guard let names = options.classNames else {
      guard let names = classes?.names, outputs[place].meaning != .values,
        outputs[place].meaning.classCount(elements: elements(outputs[place])) == names.count
      else { return }
      outputs[place].classNames = names
      return
    }
    if let meaning = options.meaning { outputs[place].meaning = meaning }
    guard outputs[place].meaning != .values else { throw .namesForValues(names: names.count) }
    let count = outputs[place].meaning.classCount(elements: elements(outputs[place]))
    guard names.count == count else { throw .classNames(names: names.count, classes: count) }
    outputs[place].classNames = names
  }

  private var hasChannelsFirstInput: Bool {
    model.inputs.contains { input in
      if case .computed(let flow) = value(input.name) { flow.isFeatureMap } else { false }
    }
  }

  /// What numbers stand for of which the operators say `inferred`: neither a single number nor a feature map is a score of
  /// several classes.
  private func meaning(_ inferred: OutputMeaning, _ elements: Int, _ node: String) -> OutputMeaning {
    guard inferred == .logits else { return inferred }
    let shape = emitter.shapes[node] ?? [1]
    return elements == 1 || shape.dimensions.dropLast().contains { $0 > 1 } ? .values : .logits
  }

  /// Constants as a value of the graph: a number of an input, times 0, plus the constants.
  mutating func computed(_ array: ONNXArray) throws(ONNXError) -> ONNXFlow {
    let input = emitter.graph.inputs[0]
    let first = Slice(axes: input.shape.dimensions.map { _ in Slice.Axis(begin: 0, count: 1) })
    let number = try emitter.add(.slice(first), [input.name], as: "number")
    let single = ConstantOperand(shape: [1])
    let zero = try emitter.add(
      .multiply(Multiply(constant: single)), [try emitter.viewed(number, as: [1])], as: "zero",
      parameters: [[0]])
    guard array.count > 0 else { throw .unsupportedModel("has an output without elements") }
    let all = ConstantOperand(shape: Shape([array.count]))
    let node = try emitter.add(
      .add(Add(constant: all)), [zero], as: "constant", parameters: [array.reals])
    return ONNXFlow(node: node, layout: ElementLayout(array.shape))
  }

  /// The node whose value an output is: channels last, unless the file is, and otherwise in the file's order.
  private mutating func exposed(_ flow: ONNXFlow, _ keepsAxes: Bool) throws(ONNXError) -> String {
    var flow = flow
    guard flow.batchAxis == nil || flow.batchAxis == 0 else {
      throw .unsupportedModel("has an output whose samples do not come first")
    }
    let rank = flow.shape.count
    var memoryOrder = Array(0..<rank)
    if rank == 4, !keepsAxes { memoryOrder = [0, 2, 3, 1] }
    if rank == 3, flow.isFeatureMap { memoryOrder = [0, 2, 1] }
    flow = try stored(flow, memoryOrder)
    var extents = memoryOrder.map { flow.shape[$0] }
    if extents.first == 1, extents.count > 1 { extents.removeFirst() }
    let count = extents.reduce(1, *)
    let isVector = extents.dropLast().allSatisfy { $0 == 1 }
    var name = try emitter.viewed(
      flow.node, as: isVector ? Shape([count]) : Self.collapsed(extents))
    if emitter.node(name) == nil {
      // An output is a node's value, and this one is an input's.
      name = try emitter.add(.reshape(Reshape(shape: emitter.shapes[name]!)), [name], as: "copy")
    }
    return name
  }
}
