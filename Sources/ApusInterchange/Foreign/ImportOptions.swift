import ApusFiles
import ApusGraph

/// What a person says of a network, beyond what its file does or instead of it.
public struct ImportOptions: Hashable, Sendable {
  /// How images become inputs. Unless given, it is what the file's metadata say; without these, a float network takes
  /// pixels as they are, and int8 inputs are `pixel − 128`.
  public var preprocessing: Preprocessing?
  /// What the classes of the output are called. Unless given, as the label file in the file says, if there is one.
  public var classNames: [String]?
  /// What the numbers of the output stand for. Unless given, what the operator that makes them says: probabilities after
  /// a softmax, independent ones after a sigmoid, which are one probability of two classes if there is one alone; otherwise
  /// logits, or a plain value if there is one alone.
  public var meaning: OutputMeaning?
  /// The extents of inputs, by their names or, of an only one, by the empty name: those that an `.onnx` file leaves open, and
  /// the others as they are, in the file's order, the batch first.
  public var inputShapes: [String: [Int]]
  /// By how much the limits of what a network may need are raised.
  public var limits: Limits

  /// Nothing said, unless it is given.
  public init(
    preprocessing: Preprocessing? = nil, classNames: [String]? = nil, meaning: OutputMeaning? = nil,
    inputShapes: [String: [Int]] = [:], limits: Limits = .standard
  ) {
    self.preprocessing = preprocessing
    self.classNames = classNames
    self.meaning = meaning
    self.inputShapes = inputShapes
    self.limits = limits
  }
}
