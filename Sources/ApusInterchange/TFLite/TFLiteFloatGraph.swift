import ApusGraph

extension TFLiteImporter {
  /// The network as a float graph, fused activations as nodes of their own.
  func floatGraph(name: String, interface: TFLiteInterface) throws(TFLiteError) -> Graph {
    var graph = Graph(name: name, inputs: [])
    var names: [Int: String] = [:]
    func add(_ name: String, _ operation: Operation, _ inputs: [String], makes value: Int) {
      graph.nodes.append(Node(name: name, operation: operation, inputs: inputs))
      names[value] = name
    }
    for (number, input) in graphInputs.enumerated() {
      let preprocessing = number == 0 ? interface.preprocessing ?? .pixels : nil
      graph.inputs.append(
        NetworkInput(name: input.name, shape: input.shape, preprocessing: preprocessing))
      names[number] = input.name
      if needsView(number) {
        add(inputView(number), .viewing(as: input.taken), [input.name], makes: number)
      }
    }
    for state in neededStates { names[state.value] = state.name }
    for index in neededNodes {
      let node = nodes[index]
      let value = number(ofNode: index)
      add(node.name, node.operation, node.inputs.map { names[$0]! }, makes: value)
      let step = graph.nodes[graph.nodes.count - 1]
      for (specification, tensor) in zip(node.operation.body.parameters, try parameters(of: node)) {
        graph.parameters[step.parameterName(specification)] = Tensor(
          shape: specification.shape, values: tensor)
      }
      if let activation = node.activation.operation {
        add("\(node.name).\(activation.name)", activation.operation, [node.name], makes: value)
      }
    }
    for state in neededStates {
      let initial = try state.initial.map { constant throws(TFLiteError) in
        try reals(constant, "the variable \(state.name)")
      }
      graph.states.append(
        NetworkState(
          name: state.name, shape: values[state.value].shape, initial: initial ?? [0],
          update: names[state.update]!))
    }
    for (position, output) in outputs.enumerated() {
      var result = NetworkOutput(
        name: output.name, node: names[output.value]!,
        meaning: graph.inferredMeaning(of: names[output.value]!))
      result.meaning = interface.meaning(ofOutput: position, inferred: result.meaning, shape: output.shape)
      result.classNames = try interface.classNames(
        ofOutput: position, result.meaning, elements: output.shape.count)
      graph.outputs = position == 0 ? [result] : graph.outputs + [result]
    }
    do throws(GraphError) { try graph.validate() } catch { throw .graph(error) }
    return graph
  }

  /// Whether steps take an input in another shape than the graph has it in, those aside that give it one themselves.
  func needsView(_ number: Int) -> Bool {
    let input = graphInputs[number]
    return input.taken != input.shape
      && neededNodes.contains { nodes[$0].inputs.contains(number) && !nodes[$0].isView }
  }

  /// What an input of a graph is called in the shape that steps take it in.
  func inputView(_ number: Int) -> String { number == 0 ? "input.reshape" : "input\(number).reshape" }

  /// The number of the value that a step makes.
  func number(ofNode index: Int) -> Int { valueNumbers[index] }

  /// The values of a step's parameters, in the operation's order.
  private func parameters(of node: TFLiteNode) throws(TFLiteError) -> [[Float]] {
    if let constants = node.constants {
      var result = [try floatWeights(of: constants, node.site)]
      if let bias = constants.bias { result.append(try reals(bias, "\(node.site)")) }
      return result
    }
    if let recurrence = node.recurrence { return try floatParameters(of: recurrence, node) }
    if let operand = node.operand { return [try reals(operand, "\(node.site)")] }
    return []
  }

  /// Weights in float. Int8 ones become the numbers that they stand for; that TFLite also rounds the activations
  /// at these operators, anew for each input, is not imitated.
  func floatWeights(
    of constants: TFLiteConstants, _ site: TFLiteOperatorSite
  ) throws(TFLiteError) -> [Float] {
    if constants.weights.tensor.type.isReal || file.reals(constants.weights) != nil {
      return try reals(constants.weights, "\(site)")
    }
    let weights = try int8Weights(of: constants, site, allowsLowest: true)
    let extents = constants.weights.extents
    let inner = extents[(constants.channelDimension + 1)...].reduce(1, *)
    return weights.values.indices.map { index in
      Float(weights.values[index]) * weights.scales[index / inner % weights.scales.count]
    }
  }

  /// A constant's elements as finite real numbers.
  func reals(_ constant: TFLiteConstant, _ owner: String) throws(TFLiteError) -> [Float] {
    guard let values = file.reals(constant), values.allSatisfy(\.isFinite) else {
      throw .damaged("\(owner) has \(constant.tensor.label), which is not all finite numbers")
    }
    return values
  }
}
