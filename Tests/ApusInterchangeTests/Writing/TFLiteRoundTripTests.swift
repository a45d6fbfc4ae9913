import ApusExporter
import ApusGraph
import ApusInterchange
import FileTestSupport
import RuntimeTestSupport
import Testing

/// Networks with state, layers that go through sequences and values of 16 bits, written as `.tflite` files and imported again.
@Suite struct TFLiteRoundTripTests {
  private func again(_ graph: QuantizedGraph) throws -> QuantizedGraph {
    try TFLite.network(from: TFLite.bytes(of: graph), name: "other").int8()
  }

  /// Variables with names, which begin with what the states do.
  @Test func statesComeBackAsTheSameFile() throws {
    for initial: [Int32]? in [nil, [-128, -50, 0, 5, 77, 127]] {
      let graph = SampleGraphs.runningMean(startingWith: initial)
      let file = try Exporter.export(graph)
      let first = try LoadedModel(file)
      let second = try LoadedModel(again(graph))
      var random = RandomSource(seed: 4)
      for _ in 0..<5 {
        let input = random.integers(6)
        #expect(first.step([input]) == second.step([input]))
      }
      let states = try again(graph).states
      #expect(states.map(\.name) == ["mean"] && states.map(\.update) == ["sum"])
    }
  }

  /// LSTM and SVDF layers, which keep what they remember or begin anew.
  @Test func recurrentLayersComeBackAsTheyWere() throws {
    var (same, refused) = (0, Set<String>())
    try RandomOperator.recurrence.forEach(120) { graph, seed in
      let graph = graph.withScalesOfGates()
      let written: [UInt8]
      do throws(WritingError) { written = try TFLite.bytes(of: graph) } catch {
        guard case .operators(_, let obstacles) = error else { throw error }
        refused.formUnion(obstacles.map(\.what))
        return
      }
      let imported = try TFLite.network(from: written, name: "other").int8()
      #expect(imported.states.map(\.name) == graph.states.map(\.name), "\(seed)")
      if try Exporter.export(imported) == Exporter.export(graph) { same += 1 }
      let (first, second) = (try LoadedModel(graph), try LoadedModel(imported))
      var random = RandomSource(seed: seed)
      for _ in 0..<3 {
        let input = random.integers(graph.inputShape.count)
        #expect(first.step([input]) == second.step([input]), "\(seed)")
      }
    }
    #expect(same > 8)
    #expect(
      refused.isSubset(of: [
        "gru, which TFLite Micro has no operator for", "simpleRNN, which TFLite Micro has no operator for",
        "lstm that runs backwards", "lstm that is given what it begins with",
        "svdf that is given what it begins with", "svdf over several steps",
      ]), "\(refused)")
  }

  @Test func whatTheFormatCannotSayOfAnLSTMIsRefused() throws {
    var graph = try #require(
      try lstm().map { $0.withScalesOfGates() })
    #expect(throws: Never.self) { try TFLite.bytes(of: graph) }
    graph.nodes[0].recurrence?.recurrentBias[0] = 1
    #expect { try TFLite.bytes(of: graph) } throws: { "\($0)".contains("lstm with two biases") }
    graph.nodes[0].recurrence?.recurrentBias[0] = 0
    graph.nodes[0].recurrence?.inputWeights.scales[0] *= 2
    #expect { try TFLite.bytes(of: graph) } throws: {
      "\($0)".contains("lstm with several scales in the weights of a gate")
    }
  }

  /// A random network of an LSTM that runs forwards and begins anew, of more than one unit.
  private func lstm() throws -> QuantizedGraph? {
    var found: QuantizedGraph?
    try RandomOperator.recurrence.forEach(60) { graph, _ in
      guard case .lstm(let body) = graph.nodes[0].operation, !body.reversed, graph.states.isEmpty,
        body.units > 1
      else { return }
      found = graph
    }
    return found
  }

  @Test(.enabled(if: sharedFile("cases/tflite/lstm-int8.tflite") != nil))
  func importedLSTMsComeBackAsTheSameFile() throws {
    for name in ["lstm-int8", "streaming-state-int8"] {
      let path = try #require(sharedFile("cases/tflite/\(name).tflite"))
      guard case .int8(let graph) = try TFLite.read(path: path) else { continue }
      let file = try Exporter.export(graph)
      let loaded = try LoadedModel(file)
      defer { withExtendedLifetime(loaded) {} }
      let raised = try Exporter.graph(of: loaded.session.model)
      #expect(try Exporter.export(again(raised)) == file, "\(name)")
    }
  }

  @Test(arguments: [
    RandomOperator.convolution, .groupedConvolution, .depthwiseConvolution, .dense, .addition, .maxPool,
  ])
  func layersOfSixteenBitsGiveTheSameBytes(kind: RandomOperator) throws {
    var (same, all) = (0, 0)
    try kind.forEach(30) { graph, seed in
      guard let wide = graph.widened(seed: seed) else { return }
      let written: [UInt8]
      do throws(WritingError) { written = try TFLite.bytes(of: wide) } catch {
        guard case .operators(_, let obstacles) = error else { throw error }
        #expect(obstacles.allSatisfy { $0.what.hasSuffix("over 16 bits with sums of 32") })
        return
      }
      let imported = try TFLite.network(from: written, name: "other").int8()
      all += 1
      if try Exporter.export(imported) == Exporter.export(wide) { same += 1 }
      let (first, second) = (try LoadedModel(wide), try LoadedModel(imported))
      var random = RandomSource(seed: seed)
      let input = (0..<wide.inputShape.count).map { _ in Int16(truncatingIfNeeded: random.next()) }
      for model in [first, second] {
        _ = model.session.input(0).integers16.update(fromContentsOf: input)
        model.session.run()
      }
      #expect(
        Array(first.session.output(0).integers16) == Array(second.session.output(0).integers16),
        "\(kind) \(seed)")
    }
    #expect(all > 3 && (kind != .dense || same == all), "\(same) of \(all)")
  }

  @Test func weightsWithZeroPointsAreRefused() throws {
    #expect { try TFLite.bytes(of: SampleGraphs.shiftedWeights()) } throws: {
      "\($0)".contains("convolution with weights that have a zero point")
    }
  }
}
