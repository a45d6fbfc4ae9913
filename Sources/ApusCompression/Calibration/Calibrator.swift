/// How the real range of an activation's 256 integers is chosen from what was seen of it.
public enum Calibrator: Hashable, Sendable, CustomStringConvertible {
  /// Everything seen fits: nothing is clipped, and one outlier can cost every value its resolution.
  case minMax
  /// The share of the values, in percent, that must fit; the rest is split between both ends.
  case percentile(Double)
  /// The range whose quantized distribution has the least Kullback–Leibler divergence from what was seen
  /// (Migacz 2017, "8-bit inference with TensorRT").
  case entropy
  /// The range with the least expected squared error, of rounding inside and of clipping outside.
  case meanSquaredError

  /// The names as a command line takes them.
  public static let names = ["min-max", "percentile", "percentile:99.99", "entropy", "mse"]

  /// A calibrator by its name; `percentile` alone keeps 99.99 %.
  /// - Throws: `calibrator` where there is none of that name, or its percentage is not in `50 … 100`.
  public init(_ name: String) throws(CompressionError) {
    switch name {
    case "min-max", "minmax": self = .minMax
    case "percentile": self = .percentile(99.99)
    case "entropy", "kl": self = .entropy
    case "mse", "mean-squared-error": self = .meanSquaredError
    default:
      guard name.hasPrefix("percentile:"), let share = Double(name.dropFirst(11)), share >= 50, share <= 100
      else { throw .calibrator(name) }
      self = .percentile(share)
    }
  }

  /// The name, as `init(_:)` takes it.
  public var description: String {
    switch self {
    case .minMax: "min-max"
    case .percentile(let share): "percentile:\(share)"
    case .entropy: "entropy"
    case .meanSquaredError: "mse"
    }
  }

  /// The range for a distribution; holds zero and lies inside the histogram's.
  /// - Parameters:
  ///   - histogram: what was seen.
  ///   - levels: how many integers there are.
  public func range(of histogram: Histogram, levels: Int = 256) -> ClosedRange<Double> {
    guard histogram.binWidth > 0, histogram.total > 0 else { return histogram.range }
    switch self {
    case .minMax: return histogram.range
    case .percentile(let share): return histogram.percentileRange(share)
    case .entropy: return histogram.entropyRange(levels: levels)
    case .meanSquaredError: return histogram.meanSquaredErrorRange(levels: levels)
    }
  }
}

extension Histogram {
  /// The range that leaves out half of the remaining share at each end. At an end that is zero (a
  /// rectifier's) nothing can be left out, so the other end takes the whole share.
  fileprivate func percentileRange(_ share: Double) -> ClosedRange<Double> {
    let isTwoSided = range.lowerBound < 0 && range.upperBound > 0
    // Zeros are part of the distribution here: the share is one of all values.
    let outside = Double(total + zeros) * (1 - share / 100) / (isTwoSided ? 2 : 1)
    var lower = range.lowerBound
    var upper = range.upperBound
    if lower < 0 {
      var passed = 0.0
      for bin in counts.indices {
        passed += Double(counts[bin])
        if passed > outside { break }
        lower = range.lowerBound + Double(bin + 1) * binWidth
      }
    }
    if upper > 0 {
      var passed = 0.0
      for bin in counts.indices.reversed() {
        passed += Double(counts[bin])
        if passed > outside { break }
        upper = range.lowerBound + Double(bin) * binWidth
      }
    }
    return min(lower, 0)...max(upper, 0)
  }
}
