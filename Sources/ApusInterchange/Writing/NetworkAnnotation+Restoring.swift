import ApusGraph

// What an annotation gives back to a network that was imported from the file that holds it. A network that is no longer the
// one that was written, as another program has changed the file, stays as the importer made it.

extension NetworkAnnotation {
  /// A float network with its own names, preprocessing and meanings.
  /// - Parameters:
  ///   - graph: what an importer made.
  ///   - keepsPreprocessing, keepsOutputs: whether a person has said these.
  func restored(_ graph: Graph, keepsPreprocessing: Bool, keepsOutputs: Bool) -> Graph {
    var result = graph
    guard fits(result.inputs.map(\.shape), outputs: result.outputs.count) else { return graph }
    result.outputs = result.outputs
    var steps = result.nodes
    let renamed = restore(
      &steps, inputs: result.inputs.map(\.name), states: result.states.map(\.name),
      views: { $0.operation.body.isView(whileTraining: false) })
    restart(&steps)
    result.nodes = steps
    result.states = restored(result.states, renamed)
    for (index, input) in inputs.enumerated() {
      let preprocessing = result.inputs[index].preprocessing
      result.inputs[index] = input
      if keepsPreprocessing { result.inputs[index].preprocessing = preprocessing }
    }
    var parameters: [String: Tensor] = [:]
    for node in graph.nodes {
      for specification in node.operation.body.parameters {
        let name = specification.role.name(of: renamed[node.name] ?? node.name)
        parameters[name] = graph.parameters[node.parameterName(specification)]
      }
    }
    result.parameters = parameters
    for (index, output) in outputs.enumerated() {
      let node = result.outputs[index].node
      if !keepsOutputs { result.outputs[index] = output }
      result.outputs[index].name = output.name
      result.outputs[index].node = renamed[node] ?? node
    }
    result.name = name
    return (try? result.validate()) == nil ? graph : result
  }

  /// An int8 network with its own names, preprocessing, meanings and rules.
  func restored(_ graph: QuantizedGraph, keepsPreprocessing: Bool, keepsOutputs: Bool) -> QuantizedGraph {
    var result = graph
    guard fits(result.inputs.map(\.shape), outputs: result.outputs.count), rules.count == outputs.count else {
      return graph
    }
    result.outputs = result.outputs
    var steps = result.nodes
    let quantizations = Dictionary(result.inputs.map { ($0.name, $0.quantization) }) { first, _ in first }
    let renamed = restore(
      &steps, inputs: result.inputs.map(\.name), states: result.states.map(\.name)
    ) { node in
      node.operation.body.isView(whileTraining: false) && node.output == quantizations[node.inputs[0]]
    }
    restart(&steps)
    result.nodes = steps
    result.states = restored(result.states, renamed)
    for (index, input) in inputs.enumerated() {
      result.inputs[index].name = input.name
      result.inputs[index].shape = input.shape
      if !keepsPreprocessing { result.inputs[index].preprocessing = input.preprocessing }
    }
    for (index, output) in outputs.enumerated() {
      let node = result.outputs[index].node
      if !keepsOutputs {
        result.outputs[index].meaning = output.meaning
        result.outputs[index].classNames = output.classNames
        result.outputs[index].temperature = output.temperature
        result.outputs[index].unknownRule = rules[index]
      }
      result.outputs[index].name = output.name
      result.outputs[index].node = renamed[node] ?? node
    }
    result.name = name
    return (try? result.skeleton.validateInterface()) == nil ? graph : result
  }

  /// Whether these may be the inputs and outputs that it is about.
  private func fits(_ shapes: [Shape], outputs count: Int) -> Bool {
    shapes.count == inputs.count && count == outputs.count
      && zip(shapes, inputs).allSatisfy { $0.count == $1.shape.count }
  }

  /// Gives nodes and inputs their names, and takes off views of inputs whose shape they only give back.
  /// - Returns: the new names by the old ones.
  private func restore<Step: NamedStep>(
    _ steps: inout [Step], inputs names: [String], states given: [String], views: (Step) -> Bool
  ) -> [String: String] {
    var renamed = Dictionary(zip(names, inputs.map(\.name))) { first, _ in first }
    if given.count == writtenStates.count {
      renamed.merge(zip(given, writtenStates)) { first, _ in first }
    }
    if steps.count > nodes.count, let index = steps.firstIndex(where: { names.contains($0.inputs[0]) }),
      views(steps[index]), steps.count(where: { $0.inputs.contains(steps[index].inputs[0]) }) == 1
    {
      let view = steps.remove(at: index)
      renamed[view.name] = renamed[view.inputs[0]]
    }
    let all = nodes + inputs.map(\.name) + writtenStates
    let areNamed = steps.count == nodes.count && Set(all).count == all.count
    for index in steps.indices {
      let name = areNamed ? nodes[index] : steps[index].name
      renamed[steps[index].name] = name
      steps[index].name = name
      steps[index].inputs = steps[index].inputs.map { renamed[$0] ?? $0 }
    }
    return renamed
  }

  /// Lets layers begin anew in each run that did so before they were written.
  private func restart(_ steps: inout [some NamedStep]) {
    let layers = steps.indices.filter { steps[$0].operation.body is any StatefulOperation }
    for (number, index) in layers.enumerated() where restarted.contains(number) {
      guard var body = steps[index].operation.body as? any StatefulOperation, body.keepsState else {
        continue
      }
      body.keepsState = false
      steps[index].operation = body.operation
      steps[index].inputs = Array(steps[index].inputs.prefix(1))
    }
  }

  /// States with their own names and in their own order, without those of layers that begin anew.
  /// - Parameter renamed: new names by those that the importer has given.
  private func restored<State: NamedState>(_ given: [State], _ renamed: [String: String]) -> [State] {
    let result = given.map { state in
      var state = state
      state.name = renamed[state.name] ?? state.name
      state.update = renamed[state.update] ?? state.update
      return state
    }
    guard given.count == writtenStates.count else { return result }
    return states.compactMap { name in result.first { $0.name == name } }
  }
}

/// A node by its name and those of what it takes.
private protocol NamedStep {
  var name: String { get set }
  var operation: Operation { get set }
  var inputs: [String] { get set }
}

/// A state by its name and that of what it becomes.
private protocol NamedState {
  var name: String { get set }
  var update: String { get set }
}

extension Node: NamedStep {}
extension QuantizedNode: NamedStep {}
extension NetworkState: NamedState {}
extension QuantizedState: NamedState {}
