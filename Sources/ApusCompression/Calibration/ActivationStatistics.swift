import ApusEngine
import ApusGraph

/// What was seen of a graph's values over the calibration images, in two passes: extents, then histograms.
struct ActivationStatistics {
  /// The distribution of each value asked for.
  var histograms: [String: Histogram] = [:]
  /// The mean of each channel of each layer asked for, before its clamp.
  var channelMeans: [String: [Double]] = [:]
  /// All outputs of the node asked for, one sample after the other.
  var outputs: [Float] = []

  /// Runs the images through the network.
  /// - Parameters:
  ///   - runner: of the folded graph.
  ///   - values: names whose distributions are wanted.
  ///   - layers: names, with channel counts, whose means are wanted.
  ///   - output: the node whose values are all kept.
  /// - Throws: `value` at the first value that is infinite or not a number.
  init(
    _ runner: FloatRunner, values: [String], layers: [(name: String, channels: Int)], output: String?
  ) throws(CompressionError) {
    var ranges: [String: (lower: Float, upper: Float)] = [:]
    var sums: [String: [Double]] = [:]
    for (name, channels) in layers { sums[name] = Array(repeating: 0, count: channels) }
    var counts: [String: Int] = [:]
    var outputs: [Float] = []
    try runner.forEachBatch { (batch) throws(CompressionError) in
      for name in values {
        let found = try Self.extent(of: batch.value(of: name), name: name)
        let old = ranges[name] ?? found
        ranges[name] = (min(old.lower, found.lower), max(old.upper, found.upper))
      }
      for (name, channels) in layers {
        let value = batch.value(of: name)
        Self.accumulate(value, channels: channels, into: &sums[name]!)
        counts[name, default: 0] += value.count / channels
      }
      if let output { outputs += batch.value(of: output) }
    }
    var histograms = ranges.mapValues { Histogram(range: Double($0.lower)...Double($0.upper)) }
    try runner.forEachBatch { (batch) throws(CompressionError) in
      for name in values { histograms[name]!.add(batch.value(of: name)) }
    }
    self.histograms = histograms
    self.outputs = outputs
    channelMeans = sums
    for (name, _) in layers { channelMeans[name] = sums[name]!.map { $0 / Double(max(counts[name]!, 1)) } }
  }

  private static func extent(
    of values: UnsafeBufferPointer<Float>, name: String
  ) throws(CompressionError) -> (lower: Float, upper: Float) {
    var lower = Float.infinity
    var upper = -Float.infinity
    // Not a number compares false and would slip through the extremes; it does not slip through a sum.
    var sum: Float = 0
    for value in values {
      lower = value < lower ? value : lower
      upper = value > upper ? value : upper
      sum += value * 0
    }
    guard sum == 0, lower <= upper else { throw .value(node: name) }
    return (lower, upper)
  }

  private static func accumulate(
    _ values: UnsafeBufferPointer<Float>, channels: Int, into sums: inout [Double]
  ) {
    sums.withUnsafeMutableBufferPointer { sums in
      for start in stride(from: 0, to: values.count, by: channels) {
        for channel in 0..<channels { sums[channel] += Double(values[start + channel]) }
      }
    }
  }
}
