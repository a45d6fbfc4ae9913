/// Where the channels of an operator's output come from: what pruning must know to remove channels of a network
/// without changing what the others compute.
public struct ChannelFlow: Hashable, Sendable {
  /// What one output channel depends on.
  public enum Source: Hashable, Sendable {
    /// Made by the operator from all of its inputs' channels: it can be removed by itself.
    case made
    /// It must stay.
    case fixed
    /// It stands or falls with a channel of an input.
    case input(Int, channel: Int)
  }

  /// For each output channel, in order.
  public var sources: [Source]
  /// Inputs, by position, all of whose channels must stay.
  public var wholeInputs: Set<Int>
  /// Whether channel `c` of the output also stands or falls with channel `c` of every input that is not whole.
  public var tiesInputs: Bool

  /// A flow by its parts.
  public init(_ sources: [Source], wholeInputs: Set<Int> = [], tiesInputs: Bool = false) {
    self.sources = sources
    self.wholeInputs = wholeInputs
    self.tiesInputs = tiesInputs
  }

  /// Channels that can each be removed by itself.
  public static func made(_ count: Int) -> ChannelFlow { ChannelFlow(Array(repeating: .made, count: count)) }

  /// Channels that must all stay, as must those of all inputs.
  public static func fixed(_ count: Int, inputs: Int = 1) -> ChannelFlow {
    ChannelFlow(Array(repeating: .fixed, count: count), wholeInputs: Set(0..<inputs))
  }

  /// The first input's channels, in order.
  public static func passed(_ count: Int) -> ChannelFlow {
    ChannelFlow((0..<count).map { .input(0, channel: $0) })
  }
}

/// What is left of an operator's channels after a removal.
public struct KeptChannels: Hashable, Sendable {
  /// Channels of the first input that stay, in order.
  public var inputs: [Int]
  /// Channels of the output that stay, in order.
  public var outputs: [Int]
  /// How many channels the output had.
  public var outputCount: Int

  /// Channels that stay.
  public init(inputs: [Int], outputs: [Int], outputCount: Int) {
    self.inputs = inputs
    self.outputs = outputs
    self.outputCount = outputCount
  }
}
