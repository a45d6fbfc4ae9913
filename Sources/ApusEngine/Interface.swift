import ApusGraph

// Inputs, outputs and states by their names, for networks that have several.
extension Engine {
  /// An input's batch, to be filled before `forward()`; nil where there is none of that name.
  public func input(_ name: String) -> UnsafeMutableBufferPointer<Float>? {
    inputs.firstIndex { $0.name == name }.map { plan.inputs[$0].elements }
  }

  /// An output's value for the whole batch after `forward()`; nil where there is none of that name.
  public func output(_ name: String) -> UnsafeBufferPointer<Float>? {
    outputs.firstIndex { $0.name == name }.map { UnsafeBufferPointer(plan.outputs[$0].value.elements) }
  }

  /// The loss's gradient with respect to an output, as if no node took its value; to be filled before `backward()`, 0
  /// until then. Nil where there is none of that name, empty in inference mode.
  public func outputGradient(_ name: String) -> UnsafeMutableBufferPointer<Float>? {
    outputs.firstIndex { $0.name == name }.map { plan.outputs[$0].gradientElements }
  }

  /// What a state holds for each sample of the batch; nil where there is none of that name.
  public func state(_ name: String) -> UnsafeMutableBufferPointer<Float>? {
    states.firstIndex { $0.name == name }.map { plan.states[$0].elements }
  }

  /// Sets all states to what they hold before the first run.
  public func resetStates() {
    for (state, value) in zip(states, plan.states) {
      let initial = state.initial
      for index in 0..<value.count {
        value.data[index] = initial.count == 1 ? initial[0] : initial[index % initial.count]
      }
    }
  }

  /// Has each state take over its update's value, after `forward()`. Gradients do not go through states to the runs
  /// before.
  public func advanceStates() {
    // All are read before any is written: an update may be another state.
    let updates = states.map { state in
      let value = plan.values[state.update]!
      return Array(value.elements)
    }
    for (value, update) in zip(plan.states, updates) { _ = value.elements.update(fromContentsOf: update) }
  }
}
