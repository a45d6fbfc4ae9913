/// How often values of each size occurred: equal bins over a range that holds zero.
///
/// Exact zeros are counted apart. Affine int8 represents them without error whatever the range, so they
/// have no say in choosing it; rectifiers make a great many of them.
public struct Histogram: Hashable, Sendable {
  /// The range that the bins divide; holds zero.
  public let range: ClosedRange<Double>
  /// How many values fell into each bin.
  public private(set) var counts: [Int]
  /// How many values were exactly zero.
  public private(set) var zeros = 0

  /// An empty histogram.
  /// - Parameters:
  ///   - range: of the values to come; widened to hold zero.
  ///   - bins: how many bins; 2,048 as in NVIDIA's published calibration (Migacz 2017).
  public init(range: ClosedRange<Double>, bins: Int = 2048) {
    self.range = min(range.lowerBound, 0)...max(range.upperBound, 0)
    counts = Array(repeating: 0, count: max(bins, 1))
  }

  /// The extent of a bin.
  public var binWidth: Double { (range.upperBound - range.lowerBound) / Double(counts.count) }

  /// The middle of a bin.
  public func center(_ bin: Int) -> Double { range.lowerBound + (Double(bin) + 0.5) * binWidth }

  /// How many values were counted, zeros left out.
  public var total: Int { counts.reduce(0, +) }

  /// Counts values. What lies outside of the range counts in the first or last bin.
  public mutating func add(_ values: UnsafeBufferPointer<Float>) {
    let width = binWidth
    guard width > 0 else {
      zeros += values.count
      return
    }
    let lower = Float(range.lowerBound)
    let inverse = Float(1 / width)
    let last = counts.count - 1
    var zeros = 0
    counts.withUnsafeMutableBufferPointer { counts in
      for value in values {
        if value == 0 {
          zeros += 1
        } else {
          counts[max(0, min(last, Int((value - lower) * inverse)))] += 1
        }
      }
    }
    self.zeros += zeros
  }
}
