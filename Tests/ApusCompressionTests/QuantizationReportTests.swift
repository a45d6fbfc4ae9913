import ApusCompression
import ApusEngine
import ApusExporter
import ApusGraph
import ApusZoo
import Foundation
import Testing

@Suite struct QuantizationReportTests {
  /// A plain computation from the values of the engine and of the portable session gives the report's figures.
  @Test(arguments: [1, 20, 45])
  func figuresAreThoseOfThePlainComputation(count: Int) throws {
    var graph = try Zoo.resNet8(inputShape: [12, 12, 3], seed: 11)
    RandomGraph.randomizeNormalizations(of: &graph, seed: 11)
    let images = try CalibrationImages.random(count, for: graph, seed: 11)
    var quantizer = Quantizer()
    quantizer.calibrator = .percentile(99)
    let quantized = try quantizer.quantize(graph, calibration: images)
    let report = try QuantizationReport(quantized, of: graph, on: images)
    let exact = try Self.floatValues(of: graph.folded(), on: images)
    let found = try Exporter.export(quantized).runtimeValues(of: quantized.integers(of: images))

    let maps = [(Graph.inputName, quantized.input)] + quantized.nodes.map { ($0.name, $0.output) }
    #expect(report.values.map(\.name) == maps.map(\.0))
    var clipped = 0.0
    for (value, (name, map)) in zip(report.values, maps) {
      let reals = exact[name]!.map { Double($0) }
      let integers = found[name]!
      try #require(integers.count == reals.count)
      let signal = reals.reduce(0) { $0 + $1 * $1 }
      func ratio(_ approximation: (Int) -> Double) -> Double {
        let noise = reals.indices.reduce(0.0) { $0 + pow(reals[$1] - approximation($1), 2) }
        return 10 * log10(signal / noise)
      }
      let (low, high) = (
        Double(map.scale) * Double(-128 - map.zeroPoint), Double(map.scale) * Double(127 - map.zeroPoint)
      )
      let all = ratio { Double(map.scale) * Double(Int(integers[$0]) - map.zeroPoint) }
      let own = ratio { min(max((reals[$0] / Double(map.scale)).rounded() * Double(map.scale), low), high) }
      #expect(Self.agree(value.signalToNoise, all), "\(name)")
      #expect(Self.agree(value.ownSignalToNoise, own), "\(name)")
      #expect(value.range == low...high)
      let outside = reals.filter { $0 < low - Double(map.scale) / 2 || $0 > high + Double(map.scale) / 2 }
      #expect(abs(value.clippedShare - Double(outside.count) / Double(reals.count)) < 1e-3)
      clipped += value.clippedShare
    }
    #expect(clipped > 0)
  }

  @Test func anotherNetworkIsRefused() throws {
    let graph = try Zoo.leNet5(seed: 1)
    let images = try CalibrationImages.random(2, for: graph, seed: 1)
    var quantized = try Quantizer().quantize(graph, calibration: images)
    quantized.nodes[0].name = "other"
    #expect(throws: CompressionError.self) { try QuantizationReport(quantized, of: graph, on: images) }
  }

  /// Whether two ratios in decibels are the same, give or take a thousandth; both are infinite without any error.
  private static func agree(_ first: Double, _ second: Double) -> Bool {
    first == second || abs(first - second) < 1e-3
  }

  private static func floatValues(of graph: Graph, on images: CalibrationImages) throws -> [String: [Float]] {
    let engine = try Engine(graph, batchSize: images.count, mode: .inference)
    for image in 0..<images.count {
      for (index, real) in images.reals(image, graph.preprocessing).enumerated() {
        engine.input[image * images.shape.count + index] = Float(real)
      }
    }
    try engine.forward()
    var values = [Graph.inputName: Array(engine.input)]
    for node in graph.nodes { values[node.name] = Array(engine.value(of: node.name)!) }
    return values
  }
}
