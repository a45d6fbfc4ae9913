import ApusCompression
import ApusExporter
import ApusGraph
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Layers whose weights have zero points, operator by operator against what their numbers mean.
@Suite struct ShiftedWeightsTests {
  @Test func answersAreWithinAStepOfTheExactOnes() throws {
    let graph = SampleGraphs.shiftedWeights()
    let interpreter = try QuantizedInterpreter(graph)
    var random = RandomSource(seed: 4)
    let input = random.integers(6 * 5 * 3)
    let observed = try Exporter.export(graph).runtimeValues(of: input)
    for node in graph.nodes {
      let found = try #require(observed[node.name])
      let expected = interpreter.value(of: node, from: observed)
      #expect(zip(expected, found).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(node.name)")
      #expect(Set(found).count > 2, "\(node.name)")
    }
  }

  @Test func aWeightOfMinus128IsOneOfThem() throws {
    var graph = SampleGraphs.shiftedWeights()
    graph.nodes[0].weights!.values[0] = -128
    #expect(try Exporter.export(graph).count > 0)
    graph.nodes[0].weights!.zeroPoint = nil
    #expect(throws: ExporterError.weights(node: "conv")) { try Exporter.export(graph) }
  }
}
