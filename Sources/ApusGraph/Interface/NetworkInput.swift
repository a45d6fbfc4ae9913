/// One of the values that a network is given for each run.
public struct NetworkInput: Hashable, Sendable {
  /// The name by which nodes take it.
  public var name: String
  /// The extent of one sample: `[height, width, channels]`, `[steps, features]` of a sequence, or `[features]`.
  public var shape: Shape
  /// How images become this input; nil where it takes numbers as they are and no image.
  public var preprocessing: Preprocessing?

  /// An input from its parts.
  public init(name: String = Graph.inputName, shape: Shape, preprocessing: Preprocessing? = nil) {
    self.name = name
    self.shape = shape
    self.preprocessing = preprocessing
  }
}
