import ApusGraph

/// What a run has made.
public struct TrainingResult: Sendable {
  /// The trained network: averaged where averaging was on, of the best epoch where there was validation.
  public var graph: Graph
  /// All epochs, in order.
  public var history: [EpochReport]
  /// The epoch from which the network is, from 1.
  public var chosenEpoch: Int
  /// Whether patience ran out before all epochs were done.
  public var stoppedEarly: Bool
}
