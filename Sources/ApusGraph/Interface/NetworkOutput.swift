/// One of the values that a network gives after each run, and what it means.
public struct NetworkOutput: Hashable, Sendable {
  /// The name of an output that has not been given one.
  public static let defaultName = "output"

  /// The name by which people and programs ask for it.
  public var name: String
  /// The node whose value it is.
  public var node: String
  /// What its numbers stand for.
  public var meaning: OutputMeaning
  /// What its classes are called, one name for each; empty if nothing is known.
  public var classNames: [String]
  /// What logits are divided by before softmax or sigmoid, so that probabilities are as often right as they say
  /// (Guo et al. 2017); positive, 1 where nothing is known.
  public var temperature: Float
  /// When an answer is that none of the classes applies; nil if always one does.
  public var unknownRule: UnknownRule?

  /// An output from its parts.
  public init(
    name: String = NetworkOutput.defaultName, node: String, meaning: OutputMeaning, classNames: [String] = [],
    temperature: Float = 1, unknownRule: UnknownRule? = nil
  ) {
    self.name = name
    self.node = node
    self.meaning = meaning
    self.classNames = classNames
    self.temperature = temperature
    self.unknownRule = unknownRule
  }
}
