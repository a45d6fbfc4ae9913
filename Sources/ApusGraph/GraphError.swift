/// Why a graph is not one that can be executed.
public enum GraphError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no input.
  case noInput
  /// The shape of an input or a state has an extent that is not positive, or not one to three of them.
  case input(Shape)
  /// There are no nodes.
  case empty
  /// Two inputs, states or nodes share a name.
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
  /// Two outputs share a name.
  case duplicateOutput(String)
  /// An output is the value of a node that is not there.
  case unknownOutput(String, node: String)
  /// An output is said to be a single probability, and has more elements.
  case probability(String, found: Int)
  /// An output's temperature is not positive and finite.
  case temperature(String)
  /// An output's rule for unknown inputs names a class that is not there, or a threshold that is out of range.
  case unknownRule(String)
  /// A state begins with numbers that are not finite, or neither one nor one for each element.
  case initialState(String)
  /// A state takes over a value that is not there.
  case unknownUpdate(String, value: String)
  /// A state takes over a value of another shape.
  case updateShape(String, expected: Shape, found: Shape)
  /// A layer that keeps its states takes one that is no state of the network, or becomes something else.
  case keptState(node: String, input: String)
  /// No output has this name.
  case noOutput(String)
  /// The output of this name, or every output, gives numbers that do not mean classes.
  case noClassifier(String?)
  /// There is no dense layer, which is what a classifier's head is.
  case noDenseLayer

  /// One sentence.
  public var description: String {
    switch self {
    case .noInput: "the graph has no input"
    case .input(let shape): "the input shape \(shape) does not have one to three dimensions, all positive"
    case .empty: "the graph has no nodes"
    case .duplicateName(let name): "two inputs, states or nodes are called \(name)"
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
    case .duplicateOutput(let name): "two outputs are called \(name)"
    case .unknownOutput(let name, let node): "the output \(name) is the value of \(node), which is no node"
    case .probability(let name, let found): "the output \(name) is one probability, but has \(found) elements"
    case .temperature(let name): "the output \(name) has a temperature that is not positive and finite"
    case .unknownRule(let name):
      "the output \(name) has a rule for unknown inputs that does not fit its classes"
    case .initialState(let name):
      "the state \(name) does not begin with one finite number, or one for each element"
    case .unknownUpdate(let name, let value): "the state \(name) takes over \(value), which is no value"
    case .updateShape(let name, let expected, let found):
      "the state \(name) of shape \(expected) takes over a value of shape \(found)"
    case .keptState(let node, let input):
      "\(node) keeps its state in \(input), which is no state of the network that becomes itself"
    case .noOutput(let name): "no output is called \(name)"
    case .noClassifier(let name):
      "\(name.map { "the output \($0)" } ?? "every output") gives values, not classes"
    case .noDenseLayer: "the graph has no dense layer that could be a classifier's head"
    }
  }
}
