/// Why a graph is not one that can be executed.
public enum GraphError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The input's shape has an extent that is not positive, or is not `height × width × channels`.
  case input(Shape)
  /// There are no nodes.
  case empty
  /// Two nodes share a name, or a node is called `input`.
  case duplicateName(String)
  /// A node takes a value that no earlier node makes.
  case unknownInput(node: String, input: String)
  /// A node takes the wrong number of values.
  case inputCount(node: String, expected: ClosedRange<Int>, found: Int)
  /// A node cannot take the shapes that it is given.
  case shape(node: String, ShapeError)
  /// A parameter is not there.
  case missingParameter(String)
  /// A parameter has another shape than its operator needs.
  case parameterShape(String, expected: [Int], found: [Int])
  /// A parameter that no node owns.
  case strayParameter(String)
  /// The preprocessing has other channels than the input, or a divisor of zero.
  case preprocessing
  /// There are other class names than outputs.
  case classCount(names: Int, outputs: Int)
  /// There is no dense layer, which is what a classifier's head is.
  case noDenseLayer

  /// One sentence.
  public var description: String {
    switch self {
    case .input(let shape): "the input shape \(shape) is not height × width × channels, all positive"
    case .empty: "the graph has no nodes"
    case .duplicateName(let name): "two nodes are called \(name)"
    case .unknownInput(let node, let input): "\(node) takes \(input), which no earlier node makes"
    case .inputCount(let node, let expected, let found):
      "\(node) takes \(expected.lowerBound) to \(expected.upperBound) inputs, not \(found)"
    case .shape(let node, let error): "\(node) \(error)"
    case .missingParameter(let name): "the parameter \(name) is missing"
    case .parameterShape(let name, let expected, let found):
      "the parameter \(name) has shape \(found), where \(expected) is needed"
    case .strayParameter(let name): "no node owns the parameter \(name)"
    case .preprocessing: "the preprocessing does not fit the input's channels"
    case .classCount(let names, let outputs): "there are \(names) class names for \(outputs) outputs"
    case .noDenseLayer: "the graph has no dense layer that could be a classifier's head"
    }
  }
}
