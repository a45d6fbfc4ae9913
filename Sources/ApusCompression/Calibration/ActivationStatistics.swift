import ApusEngine
import ApusGraph

/// What was seen of a graph's values over the calibration runs, in two passes: extents, then histograms.
///
/// All cores work, on a value or a layer each, so that the order of additions does not depend on how many cores there
/// are.
struct ActivationStatistics {
  /// How many runs there were.
  let runs: Int
  /// The distribution of each value asked for.
  var histograms: [String: Histogram] = [:]
  /// The mean of each channel of each layer asked for, before its clamp.
  var channelMeans: [String: [Double]] = [:]
  /// All that the nodes asked for gave, one sample after the other.
  var outputs: [String: [Float]] = [:]

  /// Executes all runs.
  /// - Parameters:
  ///   - runner: of the folded graph.
  ///   - values: names whose distributions are wanted.
  ///   - layers: names, with channel counts, whose means are wanted.
  ///   - outputs: the nodes whose values are all kept.
  ///   - progress: called after each batch with the share that is done.
  /// - Throws: `value` at the first value that is infinite or not a number.
  init(
    _ runner: FloatRunner, values: [String], layers: [(name: String, channels: Int)], outputs: [String],
    progress: (Double) -> Void = { _ in }
  ) throws(CompressionError) {
    runs = runner.source.count
    var extents = values.map { _ in Extent() }
    var means = layers.map { ChannelMeans(channels: $0.channels) }
    var kept: [String: [Float]] = [:]
    try runner.forEachBatch { (batch) throws(CompressionError) in
      extents.withUnsafeMutableBufferPointer { extents in
        means.withUnsafeMutableBufferPointer { means in
          Concurrent.forEach(values.count + layers.count) { [extents, means] item in
            if item < values.count {
              extents[item].add(batch.value(of: values[item]))
            } else {
              means[item - values.count].add(batch.value(of: layers[item - values.count].name))
            }
          }
        }
      }
      for (name, extent) in zip(values, extents) where !extent.isFinite { throw .value(node: name) }
      for output in outputs { kept[output, default: []] += batch.value(of: output) }
      progress(Double(batch.samples.upperBound) / Double(runner.source.count) / 2)
    }
    var histograms = extents.map { Histogram(range: Double($0.lower)...Double($0.upper)) }
    try runner.forEachBatch { (batch) throws(CompressionError) in
      histograms.withUnsafeMutableBufferPointer { histograms in
        Concurrent.forEach(values.count) { [histograms] item in
          histograms[item].add(batch.value(of: values[item]))
        }
      }
      progress((1 + Double(batch.samples.upperBound) / Double(runner.source.count)) / 2)
    }
    for (name, histogram) in zip(values, histograms) { self.histograms[name] = histogram }
    for (layer, means) in zip(layers, means) { channelMeans[layer.name] = means.means }
    self.outputs = kept
  }
}

/// The means of a layer's channels.
private struct ChannelMeans {
  private var sums: [Double]
  private var count = 0

  init(channels: Int) { sums = Array(repeating: 0, count: channels) }

  /// Takes positions into account, all channels of one after those of another.
  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    let channels = sums.count
    sums.withUnsafeMutableBufferPointer { sums in
      for start in stride(from: 0, to: values.count, by: channels) {
        for channel in 0..<channels { sums[channel] += Double(values[start + channel]) }
      }
    }
    count += values.count / channels
  }

  var means: [Double] { sums.map { $0 / Double(max(count, 1)) } }
}
