import ApusGraph

extension TFLiteImporter {
  /// VAR_HANDLE: a variable by its name.
  mutating func variableHandle(_ step: TFLiteOperator) throws(TFLiteError) {
    try hold(.variable(try Self.variableName(step)), of: step)
  }

  private static func variableName(_ step: TFLiteOperator) throws(TFLiteError) -> String {
    let options = try step.options(TFLiteOptions.Kind.variableHandle)
    let (container, name) = (try options.text(0), try options.text(1))
    return container.isEmpty ? name : "\(container)/\(name)"
  }

  /// READ_VARIABLE: what was assigned in this run, or else the state that the variable is.
  mutating func readVariable(_ step: TFLiteOperator) throws(TFLiteError) {
    let name = try variable(step)
    let tensor = try output(step)
    guard let content = variables[name] else {
      let initial = initialValues[name]
      let extents = initial?.extents ?? tensor.shape
      let state = try addState(name, extents: extents, tensor: tensor, initial: initial)
      variables[name] = .value(state)
      return hold(.value(state), in: tensor)
    }
    hold(content, in: tensor)
  }

  /// ASSIGN_VARIABLE: what the variable holds from here on.
  mutating func assignVariable(_ step: TFLiteOperator) throws(TFLiteError) {
    let name = try variable(step)
    variables[name] = .value(try valueOrConstant(step, 1))
  }

  private mutating func variable(_ step: TFLiteOperator) throws(TFLiteError) -> String {
    guard case .variable(let name)? = try content(try operand(step, 0).index) else {
      throw .unsupported(step.site, "a variable that is not one of the network's own")
    }
    return name
  }

  /// CALL_ONCE: a subgraph that assigns constants to variables before the first run.
  mutating func callOnce(_ step: TFLiteOperator) throws(TFLiteError) {
    let subgraph = try file.subgraph(try step.options(TFLiteOptions.Kind.callOnce).integer(0))
    var names: [Int: String] = [:]
    for index in 0..<min(subgraph.operatorCount, 1 << 12) {
      let inner = try subgraph.operator(index)
      switch inner.builtin {
      case .variableHandle:
        guard let tensor = inner.outputs.first else { throw .damaged("\(inner.site) has no output") }
        names[tensor] = try Self.variableName(inner)
      case .assignVariable:
        guard inner.inputs.count == 2, let name = names[inner.inputs[0]] else {
          throw .damaged("\(inner.site) assigns to no variable")
        }
        let tensor = try subgraph.tensor(inner.inputs[1])
        guard try file.isConstant(tensor) else {
          throw .unsupported(step.site, "a variable that does not begin with a constant")
        }
        let constant = try constant(tensor)
        try claim(constant)
        initialValues[name] = constant
      case _:
        throw .unsupported(step.site, "\(inner.site.name) before the first run")
      }
    }
  }

  /// Makes what variables hold after a run what their states become.
  mutating func updateStates() throws(TFLiteError) {
    for index in states.indices {
      guard case .value(let value)? = variables[states[index].variable] else { continue }
      let shape = values[states[index].value].shape
      guard values[value.number].shape == shape else {
        throw .unsupportedModel(
          "has the variable \(states[index].name) of shape \(shape), which becomes \(values[value.number].shape)"
        )
      }
      update(index, to: value.number)
    }
  }
}
