/// What running a network once takes, whatever the machine. Numbers that a file declares are multiplied here: the sums may
/// be larger than any integer.
public struct Work: Hashable, Sendable {
  /// Elements of all inputs, states and values together.
  public var elements: Double
  /// Multiply-accumulates, or elements looked at by what has none.
  public var steps: Double
}

extension Graph {
  /// What running the network once on one sample takes.
  /// - Throws: what `shapes()` does.
  public func work() throws(GraphError) -> Work {
    let shapes = try shapes()
    let elements = shapes.values.reduce(0) { $0 + Double($1.count) }
    let steps = nodes.reduce(0) { total, node in
      total + node.operation.body.steps(for: node.inputs.map { shapes[$0]! }, output: shapes[node.name]!)
    }
    return Work(elements: elements, steps: steps)
  }
}

extension OperationBody {
  /// A look at each element of inputs and output, or the multiply-accumulates, unless an operator says otherwise.
  public func steps(for inputs: [Shape], output: Shape) -> Double {
    let elements = inputs.reduce(Double(output.count)) { $0 + Double($1.count) }
    return max(elements, Double(multiplyAccumulates(for: inputs, output: output)))
  }
}

extension Window {
  /// How many elements windows look at that make so large an output, those of padding included.
  func steps(output: Shape) -> Double {
    Double(output.count) * Double(kernel.height) * Double(kernel.width)
  }
}
