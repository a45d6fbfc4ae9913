/// Where each value of a model lies in the arena, and for how long.
public struct MemoryPlan: Hashable, Sendable {
  /// One value's bytes.
  public struct Region: Hashable, Sendable {
    /// The operator that makes the value; `input` for the model's own input.
    public var name: String
    /// First byte in the arena.
    public var offset: Int
    /// Bytes taken.
    public var byteCount: Int
    /// The step at which the value is made; −1 for the input.
    public var firstStep: Int
    /// The last step that reads it; the number of operators for the output.
    public var lastStep: Int
  }

  /// The input, then each operator's output.
  public var regions: [Region]
  /// Bytes of the arena: the highest end of a region, rounded up to a multiple of 16.
  public var arenaBytes: Int
  /// The largest sum of values that must exist at one step, what an operator may overwrite while it reads
  /// counted once. No plan can need less.
  public var lowerBound: Int
}
