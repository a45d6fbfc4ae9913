/// When a classifier's answer is that none of its classes applies, in terms of an output's real numbers.
public enum UnknownRule: Hashable, Sendable {
  /// This class, where it is the best, means none: an index into the outputs.
  case output(Int)
  /// None, where the best output less the second best is below this.
  case margin(Float)
  /// None, where the logarithm of the sum of `exp(output)` is below this (Liu et al. 2020, "Energy-based
  /// out-of-distribution detection", whose energy is this with the other sign).
  case energy(Float)

  /// Whether the rule can be applied to a number of classes.
  func isSound(classes: Int) -> Bool {
    switch self {
    case .output(let index): (0..<classes).contains(index)
    case .margin(let threshold): threshold.isFinite && threshold >= 0
    case .energy(let threshold): threshold.isFinite
    }
  }
}
