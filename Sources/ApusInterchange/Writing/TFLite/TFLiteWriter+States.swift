import ApusGraph

// States that operators take and that become other values: variables with names, which a subgraph gives their first content.
// Those that become themselves are constants, or what a layer remembers in.

extension TFLiteWriter {
  /// Adds the reading of all states, before anything is assigned to them.
  mutating func readStates() {
    for state in network.states {
      let name = state.value.name
      if isRemembered(name) { continue }
      if state.update == name {
        let extents = [1] + state.value.shape.dimensions
        hold(
          name,
          in: constant(
            name, state.initial.repeated(state.value.shape.count), shape: extents,
            zeroPoint: state.value.quantization?.zeroPoint ?? 0))
        note(constantState: name)
        continue
      }
      if variables.isEmpty {
        addSilently(
          .callOnce, [], makes: [],
          options: TFLiteWrittenOptions(TFLiteOptions.Kind.callOnce, [0: .int32(1)]))
      }
      let handle = handle("\(name)/handle")
      addSilently(.variableHandle, [], makes: [handle], options: Self.handleOptions(name))
      variables.append((state, handle))
      let value = tensor(name, state.value.shape, state.value.quantization, state.value.elementType)
      addSilently(
        .readVariable, [handle], makes: [value],
        options: TFLiteWrittenOptions(TFLiteWrittenOptions.readVariable))
      hold(name, in: value)
      note(state: name)
    }
  }

  /// Adds what states become.
  mutating func assignStates() {
    for (state, handle) in variables {
      addSilently(
        .assignVariable, [handle, tensor(of: state.update)], makes: [],
        options: TFLiteWrittenOptions(TFLiteWrittenOptions.assignVariable))
    }
  }

  /// The subgraph that gives variables their first content; none where there are no variables.
  mutating func initialization() -> [FlatBufferContent] {
    guard !variables.isEmpty else { return [] }
    return [
      subgraph(named: "initialize") { writer in
        for (state, _) in writer.variables {
          let name = state.value.name
          let handle = writer.handle("\(name)/handle")
          let initial = writer.constant(
            "\(name)/initial", state.initial.repeated(state.value.shape.count),
            shape: [1] + state.value.shape.dimensions, zeroPoint: state.value.quantization?.zeroPoint ?? 0)
          writer.addSilently(.variableHandle, [], makes: [handle], options: Self.handleOptions(name))
          writer.addSilently(
            .assignVariable, [handle, initial], makes: [],
            options: TFLiteWrittenOptions(TFLiteWrittenOptions.assignVariable))
        }
      }
    ]
  }

  private static func handleOptions(_ name: String) -> TFLiteWrittenOptions {
    TFLiteWrittenOptions(TFLiteOptions.Kind.variableHandle, [0: .text(""), 1: .text(name)])
  }

  /// Whether a layer remembers in a state.
  private func isRemembered(_ name: String) -> Bool {
    network.nodes.contains { node in
      guard let body = node.operation.body as? any StatefulOperation, body.keepsState else { return false }
      return node.inputs.dropFirst().contains(name)
    }
  }
}

extension OutgoingConstant {
  /// The same with as many elements, where one stands for all.
  fileprivate func repeated(_ count: Int) -> OutgoingConstant {
    switch self {
    case .float(let values) where values.count == 1:
      .float(Array(repeating: values[0], count: count))
    case .integers(let values, let element, let scale) where values.count == 1:
      .integers(Array(repeating: values[0], count: count), element, scale: scale)
    case .float, .integers, .int8, .int32, .int64: self
    }
  }
}
