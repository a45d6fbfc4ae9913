import ApusExporter
import ApusGraph
import ApusModel
import RuntimeTestSupport
import Testing

/// Files that become files of another form. Those of version 1 are in `Version1Tests`.
@Suite struct ConversionTests {
  private func converted(
    _ file: [UInt8], to form: FileForm, operatorNames: Bool = true
  ) throws -> [UInt8] {
    let loaded = try LoadedModel(file)
    // The model is a view of bytes that the loaded one owns.
    defer { withExtendedLifetime(loaded) {} }
    return try Exporter.convert(loaded.session.model, to: form, operatorNames: operatorNames)
  }

  @Test func aFileBecomesWhatItsNetworkIsExportedAs() throws {
    for graph in [
      try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
      try SampleGraphs.moving(), try SampleGraphs.severalValues(),
      SampleGraphs.runningMean(startingWith: [-128, -50, 0, 5, 77, 127]),
    ] {
      let full = try Exporter.export(graph)
      let compact = try Exporter.export(graph, form: .compact)
      #expect(try converted(full, to: .full) == full)
      #expect(try converted(full, to: .compact) == compact)
      #expect(try converted(compact, to: .compact) == compact)
      let stripped = try Exporter.export(graph, operatorNames: false)
      #expect(try converted(full, to: .full, operatorNames: false) == stripped)
      // Names that are not there do not come back.
      #expect(try converted(stripped, to: .full) == stripped)
    }
  }

  @Test func scalesThatAreNotToldAreMissed() throws {
    let compact = try Exporter.export(SampleGraphs.straight(), form: .compact)
    #expect(throws: ExporterError.scaleNotTold(node: "conv1")) { try converted(compact, to: .full) }
  }

  @Test func enrolledClassesStay() throws {
    let full = try SampleGraphs.enrolled(.full)
    #expect(try converted(full, to: .compact) == SampleGraphs.enrolled(.compact))
    #expect(try converted(full, to: .full) == full)
  }

  /// An input of many channels that are alike has one row of pixels, whatever the file that it comes from.
  @Test func manyChannelsTakeOneRow() throws {
    let parameters = QuantizationParameters(scale: 1 / 64, zeroPoint: -8)
    let graph = QuantizedGraph(
      name: "wide", inputShape: [1, 1, 1 << 16], input: parameters, preprocessing: .photograph,
      classNames: [],
      nodes: [QuantizedNode(name: "relu", operation: .relu(ReLU()), inputs: ["input"], output: parameters)])
    let file = try Exporter.export(graph)
    #expect(file.count < 300)
    #expect(try converted(file, to: .full) == file)
  }
}
