import ApusExporter
import ApusGraph
import ApusRuntime
import RuntimeTestSupport
import Testing

/// A network that is given one step in each run, and keeps its state, gives the bytes of one that is given the whole
/// sequence.
@Suite struct StreamingTests {
  private static let (steps, features, units) = (6, 5, 4)

  static let layers: [any StatefulOperation] = [
    LSTM(inputFeatures: features, units: units), GRU(inputFeatures: features, units: units),
    GRU(inputFeatures: features, units: units, resetsAfterProduct: false),
    SimpleRNN(inputFeatures: features, units: units),
    SimpleRNN(inputFeatures: features, units: units, activation: .relu),
    SVDF(inputFeatures: features, units: units, rank: 2, memory: 3),
  ]

  private let input = QuantizationParameters(scale: 0.01, zeroPoint: 3)

  private func node(_ body: any StatefulOperation, inputs: [String]) -> QuantizedNode {
    var node = QuantizedNode(
      name: "layer", operation: body.operation, inputs: inputs,
      output: QuantizationParameters(scale: 0.05, zeroPoint: -9))
    var random = RandomSource(seed: 7)
    node.drawRecurrence(&random)
    return node
  }

  @Test(arguments: layers.indices, FileForm.allCases)
  func stepsGiveTheBytesOfTheSequence(_ index: Int, _ form: FileForm) throws {
    let body = Self.layers[index]
    let whole = QuantizedGraph(
      name: "whole", inputs: [QuantizedInput(shape: [Self.steps, Self.features], quantization: input)],
      nodes: [node(body, inputs: ["input"])])
    var keeping = body
    keeping.keepsState = true
    let states = body.stateShapes.indices.map { "state\($0)" }
    let stepping = node(keeping, inputs: ["input"] + states)
    let step = QuantizedGraph(
      name: "step", inputs: [QuantizedInput(shape: [Self.features], quantization: input)],
      states: zip(stepping.keptStates, body.stateShapes).map { kept, shape in
        QuantizedState(
          name: kept.name, shape: shape, quantization: kept.1, elementType: kept.2, update: kept.name)
      }, nodes: [stepping])
    let (one, other) = (try LoadedModel(whole, form: form), try LoadedModel(step, form: form))
    defer { withExtendedLifetime((one, other)) {} }
    var random = RandomSource(seed: 11)
    for _ in 0..<3 {
      let sequence = random.integers(Self.steps * Self.features)
      let expected = one.step([sequence])[0]
      other.session.reset()
      let found = stride(from: 0, to: sequence.count, by: Self.features).flatMap {
        other.step([Array(sequence[$0..<$0 + Self.features])])[0]
      }
      #expect(found == expected)
    }
  }

  /// A network that does not keep its state gives the same answer to the same input, whatever it was given before.
  @Test(arguments: layers.indices) func nothingStaysFromRunToRun(_ index: Int) throws {
    let graph = QuantizedGraph(
      name: "whole", inputs: [QuantizedInput(shape: [Self.steps, Self.features], quantization: input)],
      nodes: [node(Self.layers[index], inputs: ["input"])])
    let loaded = try LoadedModel(graph)
    var random = RandomSource(seed: 12)
    let inputs = (0..<2).map { _ in random.integers(Self.steps * Self.features) }
    let first = loaded.step([inputs[0]])
    _ = loaded.step([inputs[1]])
    #expect(loaded.step([inputs[0]]) == first)
  }

  /// A layer that runs backwards gives in each step's place what it gives forwards to the reversed sequence.
  @Test func reversedLayersBeginWithTheLastStep() throws {
    let body = GRU(inputFeatures: Self.features, units: Self.units)
    var reversed = body
    reversed.reversed = true
    let models = try [body, reversed].map { body in
      try LoadedModel(
        QuantizedGraph(
          name: "whole", inputs: [QuantizedInput(shape: [Self.steps, Self.features], quantization: input)],
          nodes: [node(body, inputs: ["input"])]))
    }
    var random = RandomSource(seed: 13)
    let sequence = (0..<Self.steps).map { _ in random.integers(Self.features) }
    let forwards = models[0].step([sequence.flatMap { $0 }])[0]
    let backwards = models[1].step([sequence.reversed().flatMap { $0 }])[0]
    let rows = stride(from: 0, to: backwards.count, by: Self.units).map { backwards[$0..<$0 + Self.units] }
    #expect(Array(rows.reversed().joined()) == forwards)
  }
}
