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
  ///   - range: of the values to come; widened to hold zero. One that is too small for a scale is taken for zero alone.
  ///   - bins: how many bins; 2,048 as in NVIDIA's published calibration (Migacz 2017).
  public init(range: ClosedRange<Double>, bins: Int = 2048) {
    let whole = min(range.lowerBound, 0)...max(range.upperBound, 0)
    counts = Array(repeating: 0, count: max(bins, 1))
    // Bins are found by a product with a Float; a range too small for that is one of nothing, as it is for a scale.
    let inverse = Float(Double(counts.count) / (whole.upperBound - whole.lowerBound))
    self.range = inverse.isFinite ? whole : 0...0
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
    let bins = Bins(lower: Float(range.lowerBound), inverse: Float(1 / width), last: Float(counts.count - 1))
    // Zeros are counted with the others and taken out in the end: a branch would be mispredicted every other time.
    // Neighbors are often in one bin; four tables keep them from waiting for each other.
    let tableCount = 4
    var found = 0
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: tableCount * counts.count) { tables in
      tables.initialize(repeating: 0)
      let bytes = UnsafeRawBufferPointer(values)
      let rest = values.count % Bins.Lanes.scalarCount
      for position in stride(from: 0, to: values.count - rest, by: Bins.Lanes.scalarCount) {
        let lanes = bytes.loadUnaligned(
          fromByteOffset: position * MemoryLayout<Float>.stride, as: Bins.Lanes.self)
        let numbers = bins.numbers(of: lanes)
        for lane in 0..<Bins.Lanes.scalarCount {
          tables[lane % tableCount * counts.count + Int(numbers[lane])] += 1
        }
        found -= Int((SIMD8<Int32>.zero.replacing(with: -1, where: lanes .== 0)).wrappedSum())
      }
      for value in values.suffix(rest) {
        tables[Int(bins.numbers(of: Bins.Lanes(repeating: value))[0])] += 1
        found += value == 0 ? 1 : 0
      }
      for bin in counts.indices {
        for table in 0..<tableCount { counts[bin] += Int(tables[table * counts.count + bin]) }
      }
    }
    counts[Int(bins.numbers(of: .zero)[0])] -= found
    zeros += found
  }
}

/// Finds values' bins, several at a time.
private struct Bins {
  typealias Lanes = SIMD8<Float>

  let lower: Float
  let inverse: Float
  let last: Float

  /// The numbers of the bins: `⌊(value − lower) · inverse⌋`, held within `0 … last`.
  @inline(__always)
  func numbers(of values: Lanes) -> SIMD8<UInt32> {
    var places = (values - lower) * inverse
    places.replace(with: 0, where: places .< 0)
    places.replace(with: last, where: places .> last)
    // A float of this size has no fractional bits, and its lowest bits are the number; what the addition has rounded
    // up goes back by one.
    let wholes: Float = 0x1p23
    let rounded = places + wholes
    let numbers = unsafeBitCast(rounded, to: SIMD8<UInt32>.self) & 0x7F_FFFF
    return numbers &- SIMD8<UInt32>.zero.replacing(with: 1, where: rounded - wholes .> places)
  }
}
