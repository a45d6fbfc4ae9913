import ApusExporter
import ApusGraph
import ApusRuntime
import Foundation
import RuntimeTestSupport
import Testing

/// Layers that keep their state from run to run give TFLite Micro's bytes, run after run.
@Suite struct GoldenRecurrenceTests {
  private struct Map: Decodable {
    var scale: Float
    var zeroPoint: Int
    var quantization: QuantizationParameters { QuantizationParameters(scale: scale, zeroPoint: zeroPoint) }
  }

  private struct LSTMCase: Decodable {
    var steps: Int
    var features: Int
    var units: Int
    var input: Map
    var hidden: Map
    var cellScale: Float
    var cellClip: Float
    var weightScales: [Float]
    var weights: [String]
    var biases: [[Int32]]
    var inputData: [String]
    var outputData: [String]
  }

  private struct SVDFCase: Decodable {
    var features: Int
    var units: Int
    var rank: Int
    var memory: Int
    var isWide: Bool
    var input: Map
    var output: Map
    var state: Map
    var featureScale: Float
    var timeScale: Float
    var featureWeights: String
    var timeWeights: [Int16]
    var bias: [Int32]
    var inputData: [String]
    var outputData: [String]
  }

  private static func load<Case: Decodable>(_ kind: String) throws -> [Case] {
    let fixtures = Bundle.module.resourceURL!.appendingPathComponent("Fixtures").path
    let folder = ProcessInfo.processInfo.environment["APUS_GOLDEN_OPERATORS"] ?? fixtures
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kind).json"))
    return try JSONDecoder().decode([Case].self, from: data)
  }

  private static func integers(_ base64: String) -> [Int8] {
    Data(base64Encoded: base64)!.map { Int8(bitPattern: $0) }
  }

  /// What a graph answers to one input after the other.
  private func answers(_ graph: QuantizedGraph, to inputs: [[Int8]], form: FileForm) throws -> [[Int8]] {
    let loaded = try LoadedModel(try Exporter.export(graph, form: form))
    defer { withExtendedLifetime(loaded) {} }
    return inputs.map { input in
      _ = loaded.session.input.update(fromContentsOf: input)
      loaded.session.run()
      return Array(loaded.session.output)
    }
  }

  private func graph(
    _ shape: Shape, _ input: Map, _ node: QuantizedNode, states: [(QuantizationParameters, ElementType)]
  ) -> QuantizedGraph {
    let shapes = (node.operation.body as! any StatefulOperation).stateShapes
    return QuantizedGraph(
      name: "golden", inputs: [QuantizedInput(shape: shape, quantization: input.quantization)],
      states: states.enumerated().map { index, state in
        QuantizedState(
          name: "state\(index)", shape: shapes[index], quantization: state.0, elementType: state.1,
          update: "state\(index)")
      }, nodes: [node])
  }

  @Test(arguments: FileForm.allCases) func longShortTermMemory(_ form: FileForm) throws {
    for (number, each) in (try Self.load("lstm") as [LSTMCase]).enumerated() {
      let (features, units) = (each.features, each.units)
      func weights(_ gates: Range<Int>, taps: Int) -> QuantizedWeights {
        QuantizedWeights(
          shape: [4 * units, taps], values: gates.flatMap { Self.integers(each.weights[$0]) },
          scales: gates.flatMap { Array(repeating: each.weightScales[$0], count: units) })
      }
      let body = LSTM(
        inputFeatures: features, units: units, keepsState: true,
        cellClip: each.cellClip > 0 ? each.cellClip : nil)
      let node = QuantizedNode(
        name: "lstm", operation: .lstm(body), inputs: ["input", "state0", "state1"],
        output: each.hidden.quantization,
        recurrence: QuantizedRecurrence(
          inputWeights: weights(0..<4, taps: features), inputBias: each.biases.flatMap { $0 },
          recurrentWeights: weights(4..<8, taps: units),
          recurrentBias: Array(repeating: 0, count: 4 * units), stateScale: each.cellScale))
      let graph = graph(
        [each.steps, features], each.input, node,
        states: [
          (each.hidden.quantization, .int8),
          (QuantizationParameters(scale: each.cellScale, zeroPoint: 0), .int16),
        ])
      let found = try answers(graph, to: each.inputData.map(Self.integers), form: form)
      #expect(found == each.outputData.map(Self.integers), "case \(number)")
    }
  }

  @Test(arguments: FileForm.allCases) func singularValueDecompositionFilters(_ form: FileForm) throws {
    for (number, each) in (try Self.load("svdf") as [SVDFCase]).enumerated() {
      let body = SVDF(
        inputFeatures: each.features, units: each.units, rank: each.rank, memory: each.memory,
        rectifies: false, keepsState: true)
      let element: ElementType = each.isWide ? .int16 : .int8
      let node = QuantizedNode(
        name: "svdf", operation: .svdf(body), inputs: ["input", "state0"], output: each.output.quantization,
        filters: QuantizedFilters(
          featureWeights: QuantizedWeights(
            shape: [body.filters, each.features], values: Self.integers(each.featureWeights),
            scales: [each.featureScale]),
          timeWeights: each.timeWeights, timeScale: each.timeScale, bias: each.bias,
          memory: each.state.quantization, memoryElement: element))
      let graph = graph(
        [each.features], each.input, node, states: [(each.state.quantization, element)])
      let found = try answers(graph, to: each.inputData.map(Self.integers), form: form)
      #expect(found == each.outputData.map(Self.integers), "case \(number)")
    }
  }
}
