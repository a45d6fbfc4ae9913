/// When a classifier's answer is that none of its classes applies, in terms of an output's integers: what becomes of an
/// `UnknownRule`.
public enum QuantizedUnknownRule: Hashable, Sendable {
  /// This class, where it is the best, means none: an index into the outputs.
  case output(Int)
  /// None, where the best output less the second best is less than so many steps.
  case margin(Int)
  /// None, where the sum of the table's entries is below the threshold. The table has 256 entries; that of an int8
  /// output `q` is at `q + 128`, in proportion to `exp(real(q))`.
  case sum(table: [UInt16], threshold: Int)
}
