import ApusExporter
import ApusFiles
import ApusGraph
import ApusRunner
import RuntimeTestSupport
import Testing

/// Files that ask for work or memory far beyond their size are refused before they are run, and can be allowed.
@Suite struct ModelLimitsTests {
  private func file(_ shape: Shape, _ operation: Operation) throws -> [UInt8] {
    var builder = GraphBuilder(name: "wide", inputShape: shape, preprocessing: nil)
    builder.add("only", operation)
    return try Exporter.export(QuantizedGraph.random(like: builder.build(seed: 1), seed: 2))
  }

  @Test func work() throws {
    let window = Window(kernel: Size(127), padding: .same)
    let file = try file([128, 128, 8], .averagePool(AveragePool(window: window)))
    let error = #expect(throws: RunnerError.self) { try ApusRunner.LoadedModel(file) }
    let text = try #require(error?.description)
    #expect(text.hasPrefix("one run of the model wide takes 2114191360 steps, more than the limit of 107"))
    #expect(text.hasSuffix("--limits 2 would allow it"))
    _ = try ApusRunner.LoadedModel(file, limits: Limits(factor: 2))
    // What does not run it has no limit to ask for.
    #expect(try ModelFile(file).model.work == 2_114_191_360)
  }

  @Test func memory() throws {
    let file = try file(
      [12_000, 12_500, 1],
      .slice(
        Slice(axes: [
          .init(begin: 0, count: 1), .init(begin: 0, count: 1),
          .init(begin: 0, count: 1),
        ])))
    let error = #expect(throws: RunnerError.self) { try ApusRunner.LoadedModel(file) }
    #expect(error?.description.contains("to run the model wide takes 15") == true)
    #expect(error?.description.hasSuffix("--limits 2 would allow it") == true)
  }

  /// A scale near the largest Float: the differences of logits overflow it, and probabilities are numbers all the same.
  @Test(arguments: [OutputMeaning.logits, .probabilities, .independentProbabilities, .probability])
  func hugeScales(meaning: OutputMeaning) throws {
    let count = meaning == .probability ? 1 : 3
    var builder = GraphBuilder(name: "huge", inputShape: [4], preprocessing: nil)
    builder.add("dense", .dense(Dense(inputFeatures: 4, outputFeatures: count)))
    var graph = try QuantizedGraph.random(like: builder.build(seed: 1), seed: 2)
    graph.nodes[0].output = QuantizationParameters(scale: 3.4e38, zeroPoint: 0)
    graph.nodes[0].weights?.scales = Array(repeating: 1e36, count: count)
    graph.outputs[0].meaning = meaning
    let loaded = try ApusRunner.LoadedModel(Exporter.export(graph))
    var random = RandomSource(seed: 4)
    for _ in 0..<20 {
      let pixels = random.integers(4).map { UInt8(bitPattern: $0) }
      pixels.withUnsafeBufferPointer { _ = loaded.run(pixels: $0) }
      let probabilities = loaded.probabilities(ofOutput: 0)
      #expect(probabilities.allSatisfy { (0...1).contains($0) })
      if meaning == .logits { #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6) }
    }
  }
}
