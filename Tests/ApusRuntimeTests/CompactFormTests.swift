import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// The compact form beside the full one: the same records, but for what it leaves out, and the same answers.
@Suite struct CompactFormTests {
  /// Checks one network in both forms.
  private func compare(_ graph: QuantizedGraph, seed: UInt64, level: KernelLevel = .portable) throws {
    let full = try LoadedModel(graph, level: level)
    let compact = try LoadedModel(graph, form: .compact, level: level)
    // The models are views of bytes that the loaded ones own.
    defer { withExtendedLifetime((full, compact)) {} }
    let (first, second) = (full.session.model, compact.session.model)
    #expect(second.isCompact && !first.isCompact)
    try #require(first.operatorCount == second.operatorCount && first.valueCount == second.valueCount)
    for number in 0..<first.valueCount {
      let (a, b) = (first.value(number), second.value(number))
      #expect(a.hasShape(of: b) && a.rank == b.rank && a.isQuantized(as: b), "value \(number)")
      #expect(b.end <= second.arenaBytes)
    }
    for index in 0..<first.operatorCount {
      let (a, b) = (first[operator: index], second[operator: index])
      #expect(a.kind == b.kind && a.clampLow == b.clampLow && a.clampHigh == b.clampHigh)
      #expect((0..<a.inputCount).map { a.input($0) } == (0..<b.inputCount).map { b.input($0) })
      #expect(a.multiplyAccumulates(in: first) == b.multiplyAccumulates(in: second))
    }
    #expect(second.arenaBytes >= second.arenaLowerBound)
    #expect(first.output(0).meaning == second.output(0).meaning)
    #expect(first.output.scale == second.output.scale)
    var random = RandomSource(seed: seed)
    for _ in 0..<2 {
      let input = random.integers(full.session.input.count)
      #expect(full.run(input) == compact.run(input))
    }
  }

  @Test func samplesAreTheSame() throws {
    for graph in [
      try SampleGraphs.straight(), try SampleGraphs.branched(), try SampleGraphs.elementwise(),
      try SampleGraphs.moving(),
    ] {
      try compare(graph, seed: 1)
      try compare(graph, seed: 2, level: .supported)
    }
  }

  @Test(arguments: RandomOperator.allCases)
  func randomNetworksAreTheSame(_ kind: RandomOperator) throws {
    try kind.forEach(30) { graph, seed in
      try compare(graph, seed: seed)
      try compare(graph, seed: seed, level: .supported)
    }
  }

  /// Biases and multipliers that fit into 16 and 8 bits are stored so, with the same answers.
  @Test func shortConstantsAreTheSame() throws {
    try RandomOperator.convolution.forEach(20) { graph, seed in
      let graph = graph.withShortConstants()
      try compare(graph, seed: seed)
      let loaded = try LoadedModel(graph, form: .compact)
      // The model is a view of bytes that the loaded one owns.
      defer { withExtendedLifetime(loaded) {} }
      let model = loaded.session.model
      let layer = ConvolutionRecord(model[operator: 0], in: model)
      #expect(layer.constants.encodings.multiplier == .float8)
      #expect(layer.constants.encodings.bias == .int16)
      #expect(layer.constants.byteCount == 3 * layer.output.channels + layer.constants.weightCount)
    }
  }
}
