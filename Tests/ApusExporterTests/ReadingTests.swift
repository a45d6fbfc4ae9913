import ApusExporter
import ApusGraph
import ApusModel
import RuntimeTestSupport
import Testing

/// Files that become quantized graphs again.
@Suite struct ReadingTests {
  private func graph(of file: [UInt8]) throws -> QuantizedGraph {
    let loaded = try LoadedModel(file)
    // The model is a view of bytes that the loaded one owns.
    defer { withExtendedLifetime(loaded) {} }
    return try Exporter.graph(of: loaded.session.model)
  }

  @Test func aGraphThatWasReadIsWrittenAsTheSameFile() throws {
    for graph in [
      try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
      try SampleGraphs.moving(), try SampleGraphs.severalValues(),
      SampleGraphs.runningMean(startingWith: [-128, -50, 0, 5, 77, 127]), SampleGraphs.wide(),
      SampleGraphs.shiftedWeights(),
    ] {
      let file = try Exporter.export(graph)
      #expect(try Exporter.export(self.graph(of: file)) == file, "\(graph.name)")
      let stripped = try Exporter.export(graph, operatorNames: false)
      #expect(
        try Exporter.export(self.graph(of: stripped), operatorNames: false) == stripped, "\(graph.name)")
    }
  }

  @Test(arguments: RandomOperator.allCases)
  func randomOperatorsAreReadBack(kind: RandomOperator) throws {
    try kind.forEach(20) { graph, seed in
      for named in [true, false] {
        let file = try Exporter.export(graph, operatorNames: named)
        #expect(
          try Exporter.export(self.graph(of: file), operatorNames: named) == file, "\(kind) \(seed) \(named)")
      }
    }
  }

  @Test(arguments: [
    RandomOperator.convolution, .groupedConvolution, .depthwiseConvolution, .dense, .addition, .maxPool,
  ])
  func layersOfSixteenBitsAreReadBack(kind: RandomOperator) throws {
    var count = 0
    try kind.forEach(20) { graph, seed in
      guard let wide = graph.widened(seed: seed) else { return }
      let file = try Exporter.export(wide)
      #expect(try Exporter.export(self.graph(of: file)) == file, "\(kind) \(seed)")
      count += 1
    }
    #expect(count > 5)
  }

  @Test(arguments: [RandomOperator.convolution, .groupedConvolution, .depthwiseConvolution, .dense])
  func weightsWithZeroPointsAreReadBack(kind: RandomOperator) throws {
    try kind.forEach(20) { graph, seed in
      let file = try Exporter.export(graph.withShiftedWeights(seed: seed))
      #expect(try Exporter.export(self.graph(of: file)) == file, "\(kind) \(seed)")
    }
  }

  /// Layers of several steps come back with what they are given to start from, and keep.
  @Test func recurrentLayersKeepTheirInputs() throws {
    try RandomOperator.recurrence.forEach(40) { graph, seed in
      let again = try self.graph(of: Exporter.export(graph))
      #expect(again.nodes.map(\.inputs.count) == graph.nodes.map(\.inputs.count), "\(seed)")
      #expect(again.states.map(\.quantization) == graph.states.map(\.quantization), "\(seed)")
      for (found, expected) in zip(again.nodes, graph.nodes) {
        let (one, other) = (found.operation.body, expected.operation.body)
        #expect(
          (one as? any StatefulOperation)?.keepsState == (other as? any StatefulOperation)?.keepsState,
          "\(seed)")
      }
    }
  }

  @Test func randomInterfacesAreReadBack() throws {
    try RandomInterfaces.forEach(100) { graph in
      let file = try Exporter.export(graph)
      #expect(try Exporter.export(self.graph(of: file)) == file, "\(graph.name)")
    }
  }

  @Test func scalesThatAreNotToldAreMissed() throws {
    let compact = try Exporter.export(SampleGraphs.straight(), form: .compact)
    #expect(throws: ExporterError.scaleNotTold(node: "conv1")) { try graph(of: compact) }
  }

  @Test func roomForClassesIsNoOperation() throws {
    #expect(throws: ExporterError.notRead(node: "classes")) { try graph(of: SampleGraphs.enrolled(.full)) }
  }
}
