import ApusEngine
import ApusExporter
import ApusGraph
import ApusInterchange
import ApusZoo
import RuntimeTestSupport
import Testing

/// Networks written as `.onnx` files and imported again. What ONNX Runtime makes of these is checked by
/// `Tools/check-export`.
@Suite struct ONNXWritingTests {
  @Test(arguments: ONNXFile.Rounding.allCases) func int8NetworksGiveTheSameBytes(rounding: ONNXFile.Rounding)
    throws
  {
    for graph in [try SampleGraphs.straight(), try SampleGraphs.branched()] {
      let written = try ONNXFile.bytes(of: graph, rounding: rounding)
      guard case .int8(let again) = try ONNX.network(from: written, name: "other") else {
        Issue.record("\(graph.name) came back as a float network")
        continue
      }
      #expect(again.name == graph.name)
      #expect(again.outputs.map(\.meaning) == graph.outputs.map(\.meaning))
      var random = RandomSource(seed: 5)
      let input = random.integers(graph.inputShape.count)
      #expect(try LoadedModel(again).run(input) == LoadedModel(graph).run(input), "\(graph.name)")
    }
  }

  @Test(arguments: [Zoo.Architecture.leNet5, .resNet8]) func floatNetworksGiveTheSameNumbers(
    _ architecture: Zoo.Architecture
  ) throws {
    let graph = try Zoo.startingPoint(architecture, inputShape: nil, seed: 3).graph
    guard case .float(let again) = try ONNX.network(from: ONNXFile.bytes(of: graph), name: "other") else {
      Issue.record("it came back as an int8 network")
      return
    }
    #expect(again.inputs == graph.inputs)
    var random = RandomSource(seed: 6)
    let input = (0..<graph.inputShape.count).map { _ in random.uniform(-1, 1) }
    let outputs = try [graph, again].map { network in
      let engine = try Engine(network, batchSize: 1, mode: .inference)
      _ = engine.input.update(fromContentsOf: input)
      try engine.forward()
      return Array(engine.output)
    }
    let largest = outputs[0].map(abs).max() ?? 0
    #expect(zip(outputs[0], outputs[1]).allSatisfy { abs($0 - $1) < 1e-5 * largest })
  }
}
