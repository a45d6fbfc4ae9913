import ApusCompression
import ApusGraph
import Testing

/// Recurrent layers in int8 stay near their float values.
@Suite struct RecurrenceQuantizationTests {
  private static let (steps, features, units) = (12, 6, 10)

  static let layers: [any StatefulOperation] = [
    LSTM(inputFeatures: features, units: units),
    LSTM(inputFeatures: features, units: units, returnsSequence: false),
    LSTM(inputFeatures: features, units: units, cellClip: 0.5),
    GRU(inputFeatures: features, units: units),
    GRU(inputFeatures: features, units: units, returnsSequence: false),
    GRU(inputFeatures: features, units: units, reversed: true, resetsAfterProduct: false),
    SimpleRNN(inputFeatures: features, units: units),
    SimpleRNN(inputFeatures: features, units: units, returnsSequence: false, activation: .relu),
    SVDF(inputFeatures: features, units: units, rank: 2, memory: 4),
    SVDF(inputFeatures: features, units: units, rank: 1, memory: 3, rectifies: false),
  ]

  private func samples(_ shape: Shape, count: Int, sequenceLength: Int? = nil) -> CalibrationSamples {
    var random = RandomSource(seed: 3)
    // Neighboring steps are alike, as those of real sequences.
    var level: [Float] = Array(repeating: 0, count: Self.features)
    let values = (0..<count * shape.count).map { index -> Float in
      let feature = index % Self.features
      level[feature] = 0.8 * level[feature] + random.uniform(-0.6, 0.6)
      return level[feature]
    }
    return CalibrationSamples(["input": values], count: count, sequenceLength: sequenceLength)
  }

  @Test(arguments: layers.indices) func wholeSequencesStayNearFloat(_ index: Int) throws {
    let shape: Shape = [Self.steps, Self.features]
    var builder = GraphBuilder(name: "test", inputShape: shape, preprocessing: nil)
    builder.add("layer", Self.layers[index].operation)
    let graph = try builder.build(seed: 5)
    let samples = samples(shape, count: 60)
    let quantized = try Quantizer().quantize(graph, calibration: samples)
    let report = try QuantizationReport(quantized, of: graph, on: samples)
    let figures = try #require(report.values.first { $0.name == "layer" })
    #expect(figures.signalToNoise > 25)
  }

  @Test(arguments: layers.indices) func stepsWithKeptStatesStayNearFloat(_ index: Int) throws {
    var body = Self.layers[index]
    body.keepsState = true
    var graph = Graph(name: "test", inputShape: [Self.features], preprocessing: nil)
    graph.states = body.stateShapes.enumerated().map { number, shape in
      NetworkState(name: "state\(number)", shape: shape, update: "state\(number)")
    }
    graph.nodes = [
      Node(name: "layer", operation: body.operation, inputs: ["input"] + graph.states.map(\.name))
    ]
    graph.initializeParameters(seed: 5)
    let samples = samples([Self.features], count: 240, sequenceLength: Self.steps)
    let quantized = try Quantizer().quantize(graph, calibration: samples)
    let report = try QuantizationReport(quantized, of: graph, on: samples)
    let figures = try #require(report.values.first { $0.name == "layer" })
    #expect(figures.signalToNoise > 25)
  }
}
