import ApusGraph
import ApusReporting
import Foundation

/// Where int8 loses accuracy: for each value of a quantized network, how far it is from the float network's.
public struct QuantizationReport: Hashable, Sendable {
  /// One value's figures. Ratios are signal-to-quantization-noise ratios in decibels,
  /// `10 · log₁₀(Σ float² / Σ (float − int8)²)`: 6 dB are one bit, and infinity is no error at all.
  public struct Value: Hashable, Sendable {
    /// The value's name, as in the quantized graph.
    public var name: String
    /// The operator that makes it: `convolution`.
    public var operation: String
    /// The error of the int8 network up to here.
    public var signalToNoise: Double
    /// The error of rounding and clipping this value alone, everything before it being exact.
    public var ownSignalToNoise: Double
    /// The error of the weights, where there are any.
    public var weightSignalToNoise: Double?
    /// The share of float values that lie more than half a step outside of what int8 represents.
    public var clippedShare: Double
    /// The real numbers that int8 represents here.
    public var range: ClosedRange<Double>
  }

  /// Each input's figures, then each node's that makes int8.
  public var values: [Value]

  /// Compares a quantized graph, as the runtime executes it, with the float graph that it was made from.
  ///
  /// - Parameters:
  ///   - quantized: what `Quantizer` made.
  ///   - graph: the float graph.
  ///   - images: what to compare on; a few dozen are enough for a figure.
  /// - Throws: `graph` or `variance` for a graph that is not sound, `noImages` or `images` for images that do
  ///   not fit, `unrelated` where the quantized graph was not made from this one, `export` where it cannot become a
  ///   model.
  public init(
    _ quantized: QuantizedGraph, of graph: Graph, on images: CalibrationImages
  ) throws(CompressionError) {
    try self.init(quantized, of: graph, source: images)
  }

  /// Compares networks of any inputs.
  ///
  /// - Parameters:
  ///   - quantized: what `Quantizer` made.
  ///   - graph: the float graph.
  ///   - samples: what to compare on; in a network with states, both go through its sequences.
  /// - Throws: as for images, and `samples` for numbers that do not fit.
  public init(
    _ quantized: QuantizedGraph, of graph: Graph, on samples: CalibrationSamples
  ) throws(CompressionError) {
    try self.init(quantized, of: graph, source: samples)
  }

  private init(
    _ quantized: QuantizedGraph, of graph: Graph, source: any CalibrationSource
  ) throws(CompressionError) {
    try source.check(for: graph)
    let plain = try graph.folded().withoutFakeQuantization()
    let names = Set(quantized.nodes.map(\.name))
    let folded = plain.replacing(try plain.channelNormalizations().filter { names.contains($0.unit) })
    let nodes = folded.fusedNodes()
    guard nodes.map(\.name) == quantized.nodes.map(\.name),
      graph.inputs.map(\.name) == quantized.inputs.map(\.name)
    else { throw .unrelated }
    let inputs = quantized.inputs
    let shown = inputs.map(\.name) + quantized.nodes.map(\.name)
    var errors = (inputs.map(\.quantization) + quantized.nodes.map(\.output)).map { ValueErrors($0) }
    let int8 = try Int8Runner(quantized, sessions: 1)
    let float = try FloatRunner(folded, on: source, batchSize: 32)
    try float.forEachBatch { (batch) throws(CompressionError) in
      let exact = shown.map { batch.value(of: $0) }
      // Each value's integers, one sample after the other.
      var found: [[Int8]] = shown.map { _ in [] }
      for run in batch.samples {
        int8.run(source, run: run) { place, integers in
          switch place {
          case .input(let index): found[index] += integers
          case .node(let index): found[inputs.count + index] += integers
          }
        }
      }
      errors.withUnsafeMutableBufferPointer { errors in
        Concurrent.forEach(shown.count) { [errors, found] in errors[$0].add(exact[$0], found[$0]) }
      }
    }
    values = inputs.indices.map { errors[$0].figures(inputs[$0].name, operation: "input") }
    // Indices are no real numbers with an error.
    for (index, (fused, node)) in zip(nodes, quantized.nodes).enumerated() where node.elementType == .int8 {
      var figures = errors[inputs.count + index].figures(node.name, operation: node.operation.name)
      if let weights = node.weights {
        figures.weightSignalToNoise = weights.signalToNoise(
          of: folded.parameters[fused.parameterName(.weight)]!,
          isChannelLast: node.operation.weighted?.isChannelLast ?? false)
      }
      values.append(figures)
    }
  }
}

/// What is found, batch by batch, of one value's errors.
private struct ValueErrors {
  private let map: QuantizationParameters
  private var total = NoiseSum()
  private var own = NoiseSum()
  private var clipped = 0
  private var count = 0

  init(_ map: QuantizationParameters) { self.map = map }

  /// Takes values and the integers found for them into account.
  mutating func add(_ exact: UnsafeBufferPointer<Float>, _ found: [Int8]) {
    let range = map.range
    let slack = Double(map.scale) / 2
    for (real, integer) in zip(exact, found) {
      let real = Double(real)
      total.add(real, map.real(integer))
      own.add(real, map.real(map.quantized(real)))
      if real < range.lowerBound - slack || real > range.upperBound + slack { clipped += 1 }
    }
    count += found.count
  }

  func figures(_ name: String, operation: String) -> QuantizationReport.Value {
    QuantizationReport.Value(
      name: name, operation: operation, signalToNoise: total.decibels, ownSignalToNoise: own.decibels,
      weightSignalToNoise: nil, clippedShare: Double(clipped) / Double(max(count, 1)), range: map.range)
  }
}

/// Sums of squared signal and squared error.
struct NoiseSum {
  private var signal = 0.0
  private var noise = 0.0

  mutating func add(_ exact: Double, _ found: Double) {
    signal += exact * exact
    noise += (exact - found) * (exact - found)
  }

  /// The ratio in decibels; infinity where there is no error.
  var decibels: Double { noise > 0 ? 10 * log10(signal / noise) : .infinity }
}

extension QuantizedWeights {
  /// The ratio of float weights to the error that quantizing them made.
  fileprivate func signalToNoise(of weight: Tensor, isChannelLast: Bool) -> Double {
    var sum = NoiseSum()
    let taps = weight.count / scales.count
    for index in weight.values.indices {
      let scale = scales[isChannelLast ? index % scales.count : index / taps]
      sum.add(Double(weight.values[index]), Double(scale) * Double(values[index]))
    }
    return sum.decibels
  }
}

extension QuantizationReport: CustomStringConvertible {
  /// A table, one line for each value.
  public var description: String {
    let header = ["value", "operator", "SQNR dB", "own", "weights", "clipped", "range"]
    let rows = values.map { value in
      [
        value.name, value.operation, Self.decibels(value.signalToNoise),
        Self.decibels(value.ownSignalToNoise), value.weightSignalToNoise.map(Self.decibels) ?? "",
        Format.percent(value.clippedShare, places: 3),
        String(format: "%.4g … %.4g", value.range.lowerBound, value.range.upperBound),
      ]
    }
    return Format.table([header] + rows, numbers: 2...5)
  }

  private static func decibels(_ value: Double) -> String {
    value.isFinite ? Format.decimal(value, 1) : "exact"
  }
}
