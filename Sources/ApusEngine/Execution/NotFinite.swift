import ApusGraph

// Where numbers grew beyond all bounds.
extension Engine {
  /// What is first infinite or not a number, in the order of the graph, after `forward()`: `the weights conv1.weight` or
  /// `the value of conv1`. Nil where all numbers are finite. In training mode the values of nodes that are carried out
  /// together with the one behind them are not looked at.
  public var firstNotFinite: String? {
    for name in nodeNames {
      for buffer in [parameters, statistics] {
        for slot in buffer.slots where slot.node == name && !buffer.values[slot.range].allSatisfy(\.isFinite)
        {
          return "the weights \(slot.name)"
        }
      }
      if let value = value(of: name), !value.allSatisfy(\.isFinite) { return "the value of \(name)" }
    }
    return nil
  }

  /// The first trainable parameter, in the order of the graph, that holds a larger magnitude than a bound, as
  /// `the weights conv1.weight`; nil where none does.
  /// - Parameter bound: the largest magnitude that is not looked for.
  public func firstWeight(beyond bound: Float) -> String? {
    parameters.slots.first { slot in !parameters.values[slot.range].allSatisfy { abs($0) <= bound } }
      .map { "the weights \($0.name)" }
  }
}

extension ParameterSlot {
  /// The node whose parameter it is.
  fileprivate var node: Substring { name[..<(name.lastIndex(of: ".") ?? name.endIndex)] }
}
