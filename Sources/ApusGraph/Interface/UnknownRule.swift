#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// When a classifier's answer is that none of its classes applies, in terms of an output's real numbers.
public enum UnknownRule: Hashable, Sendable {
  /// This class, where it is the best, means none: an index into the outputs.
  case output(Int)
  /// None, where the best output less the second best is below this.
  case margin(Float)
  /// None, where the logarithm of the sum of `exp(output)` is below this (Liu et al. 2020, "Energy-based
  /// out-of-distribution detection", whose energy is this with the other sign).
  case energy(Float)

  /// Whether a sample is none of the classes.
  /// - Parameter values: the output's numbers for the sample, at least one.
  public func rejects(_ values: [Float]) -> Bool {
    var (best, second) = (0, -Float.infinity)
    for index in values.indices.dropFirst() {
      if values[index] > values[best] {
        (best, second) = (index, values[best])
      } else {
        second = max(second, values[index])
      }
    }
    switch self {
    case .output(let index): return best == index
    case .margin(let threshold): return values.count > 1 && values[best] - second < threshold
    case .energy(let threshold): return Self.energy(values) < threshold
    }
  }

  /// The logarithm of the sum of the exponentials of an output's numbers.
  public static func energy(_ values: [Float]) -> Float {
    guard let largest = values.max(), largest.isFinite else { return -.infinity }
    return largest + Float(log(values.reduce(0.0) { $0 + exp(Double($1 - largest)) }))
  }

  /// Whether the rule can be applied to a number of classes.
  func isSound(classes: Int) -> Bool {
    switch self {
    case .output(let index): (0..<classes).contains(index)
    case .margin(let threshold): threshold.isFinite && threshold >= 0
    case .energy(let threshold): threshold.isFinite
    }
  }
}
