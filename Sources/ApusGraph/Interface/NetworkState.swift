/// A value that nodes take by its name and that keeps its content from run to run: after a run, it becomes the value
/// `update`.
public struct NetworkState: Hashable, Sendable {
  /// The name by which nodes take it.
  public var name: String
  /// Its extent, of one to three dimensions.
  public var shape: Shape
  /// What it holds before the first run: one number for all elements, or one for each.
  public var initial: [Float]
  /// The input, state or node, of the same extent, whose value it takes over after a run.
  public var update: String

  /// A state from its parts.
  public init(name: String, shape: Shape, initial: [Float] = [0], update: String) {
    self.name = name
    self.shape = shape
    self.initial = initial
    self.update = update
  }
}
