import ApusCompression
import ApusExporter
import ApusGraph
import ApusRuntime
import ApusZoo
import FloatReference
import Testing

@Suite struct BiasCorrectionTests {
  /// Whatever is kept from layer to layer, each bias is what a plain computation makes of accumulators that are
  /// executed one by one.
  @Test(arguments: Array(0..<12 as Range<UInt64>) + Array(100..<112), [0, 3000, 1 << 20])
  func biasesTakeTheMeanErrorOffTheAccumulators(seed: UInt64, memoryLimit: Int) throws {
    let graph = try RandomGraph.make(seed: seed)
    let images = try CalibrationImages.random(9, for: graph, seed: seed)
    var quantizer = Quantizer()
    quantizer.correctsBias = false
    let quantized = try quantizer.quantize(graph, calibration: images)
    let nodes = try graph.folded().fusedNodes()
    let means = try Self.means(of: graph.folded(), on: images)

    var found = quantized
    try BiasCorrection(means: means, layers: nodes.map(\.layer), memoryLimit: memoryLimit)
      .correct(&found, on: images)
    let expected = try Self.corrected(quantized, means: means, layers: nodes.map(\.layer), images: images)
    #expect(found == expected)
    #expect(found != quantized)
  }

  @Test func progressReachesOne() throws {
    let graph = try Zoo.leNet5(seed: 9)
    let images = try CalibrationImages.random(4, for: graph, seed: 9)
    var shares: [Double] = []
    _ = try Quantizer().quantize(graph, calibration: images) { shares.append($0) }
    #expect(shares == shares.sorted())
    #expect(shares.last == 1)
  }

  /// What cannot be executed cannot be corrected; the error says why.
  @Test func whatCannotBecomeAModelIsNamed() throws {
    let graph = try Zoo.leNet5(seed: 9)
    let images = try CalibrationImages.random(4, for: graph, seed: 9)
    var quantized = try Quantizer().quantize(graph, calibration: images)
    quantized.nodes[0].weights!.values[0] = -128
    let error = #expect(throws: CompressionError.self) {
      try BiasCorrection(means: ["relu1": Array(repeating: 0, count: 6)], layers: quantized.nodes.map(\.name))
        .correct(&quantized, on: images)
    }
    guard case .export = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// The means of each layer's channels in double precision.
  private static func means(of graph: Graph, on images: CalibrationImages) throws -> [String: [Double]] {
    let reference = try ReferenceNetwork(graph)
    var sums: [String: [Double]] = [:]
    for image in 0..<images.count {
      for (name, values) in reference.values(images.reals(image, graph.preprocessing)) {
        let channels = reference.shapes[name]!.channels
        for (index, value) in values.enumerated() {
          sums[name, default: Array(repeating: 0, count: channels)][index % channels] +=
            value * Double(channels) / Double(values.count * images.count)
        }
      }
    }
    return sums
  }

  /// Layer by layer: every image through the portable session, every accumulator by its definition.
  private static func corrected(
    _ graph: QuantizedGraph, means: [String: [Double]], layers: [String], images: CalibrationImages
  ) throws -> QuantizedGraph {
    var result = graph
    for (index, node) in graph.nodes.enumerated() {
      guard let weights = node.weights else { continue }
      let input = node.inputs[0]
      let values = try Exporter.export(result).runtimeValues(of: result.integers(of: images))
      let sums = try QuantizedInterpreter(result).accumulators(of: result.nodes[index], from: values[input]!)
      let scale = graph.nodes.first { $0.name == input }?.output.scale ?? graph.input.scale
      let channels = weights.scales.count
      for channel in 0..<channels {
        let own = stride(from: channel, to: sums.count, by: channels).map { Double(sums[$0]) }
        let step = Double(scale) * Double(weights.scales[channel])
        let error = own.reduce(0, +) / Double(own.count) - means[layers[index]]![channel] / step
        result.nodes[index].bias![channel] -= Int32(error.rounded(.toNearestOrAwayFromZero))
      }
    }
    return result
  }
}
