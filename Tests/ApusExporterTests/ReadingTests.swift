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
      SampleGraphs.runningMean(startingWith: [-128, -50, 0, 5, 77, 127]),
    ] {
      let file = try Exporter.export(graph)
      #expect(try Exporter.export(self.graph(of: file)) == file, "\(graph.name)")
      let stripped = try Exporter.export(graph, operatorNames: false)
      #expect(
        try Exporter.export(self.graph(of: stripped), operatorNames: false) == stripped, "\(graph.name)")
    }
  }

  /// Recurrent operators are not: only `.apus` files have the memory that they take.
  @Test(arguments: RandomOperator.allCases.filter { $0 != .recurrence })
  func randomOperatorsAreReadBack(kind: RandomOperator) throws {
    try kind.forEach(20) { graph, seed in
      let file = try Exporter.export(graph)
      #expect(try Exporter.export(self.graph(of: file)) == file, "\(kind) \(seed)")
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
