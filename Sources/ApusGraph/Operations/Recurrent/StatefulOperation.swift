/// A layer that goes through a sequence step by step and remembers what it has seen: `LSTM`, `GRU`, `SimpleRNN`, `SVDF`.
///
/// It takes a sequence `[steps, features]`, or a single step `[features]`. Its further inputs, where it is given some, are
/// what it remembers at the beginning, which is zero otherwise.
public protocol StatefulOperation: OperationBody {
  /// Features of a step.
  var inputFeatures: Int { get }
  /// Whether it leaves in its further inputs what it remembers at the end. These are states of the network then that become
  /// themselves: a network that is given one step in each run goes through a sequence in as many runs.
  var keepsState: Bool { get set }
  /// The extents of what it remembers, which it has in as many further inputs.
  var stateShapes: [Shape] { get }
}

extension StatefulOperation {
  /// A sequence, and perhaps what is remembered at the beginning; a layer that keeps it is given all of it.
  public var inputCount: ClosedRange<Int> { (keepsState ? 1 + stateShapes.count : 1)...1 + stateShapes.count }

  /// How many steps an input has.
  public func steps(in input: Shape) -> Int { input.rank == 2 ? input.dimensions[0] : 1 }

  /// Checks that the first input is a sequence of steps of the layer's features, and that the others are what it remembers.
  func validateInputs(_ inputs: [Shape]) throws(ShapeError) {
    guard inputs[0].rank <= 2 else { throw .notASequence(inputs[0]) }
    guard inputs[0].channels == inputFeatures else {
      throw .channels(expected: inputFeatures, found: inputs[0].channels)
    }
    for (expected, found) in zip(stateShapes, inputs.dropFirst()) where expected != found {
      throw .mismatch(expected, found)
    }
  }

  /// Every element sees all of the others: none can go by itself.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow {
    .fixed(output.channels, inputs: inputs.count)
  }

  /// Plain values.
  public func outputMeaning(elements: Int) -> OutputMeaning { .values }
}
