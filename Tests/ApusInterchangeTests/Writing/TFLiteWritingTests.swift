import ApusEngine
import ApusExporter
import ApusGraph
import ApusInterchange
import RuntimeTestSupport
import Testing

/// Networks written as `.tflite` files. That TFLite Micro makes the same bytes of these is checked by `Tools/check-export`.
@Suite struct TFLiteWritingTests {
  /// The graph that a file was written from.
  private func graph(of file: [UInt8]) throws -> QuantizedGraph {
    let loaded = try LoadedModel(file)
    defer { withExtendedLifetime(loaded) {} }
    return try Exporter.graph(of: loaded.session.model)
  }

  /// Views and transpositions that follow each other come back as one: then the answers are the same, and in most networks
  /// the whole file.
  @Test func int8NetworksComeBackAsTheSameFile() throws {
    var (same, all) = (0, 0)
    for (kind, fixtures) in try TFLiteFixture.decode([String: [TFLiteFixture]].self, "tflite") {
      for fixture in fixtures {
        let network = try TFLite.network(from: fixture.bytes, name: kind).int8()
        let file = try Exporter.export(network)
        let written = try TFLite.bytes(of: graph(of: file))
        let again = try Exporter.export(TFLite.network(from: written, name: "other").int8())
        all += 1
        if again == file {
          same += 1
        } else {
          var random = RandomSource(seed: 3)
          let inputs = network.inputs.map { random.integers($0.shape.count) }
          #expect(try LoadedModel(again).step(inputs) == LoadedModel(file).step(inputs), "\(kind)")
        }
      }
    }
    #expect(4 * same > 3 * all)
  }

  @Test func floatNetworksComeBackAsTheyWere() throws {
    var (same, all) = (0, 0)
    for (kind, fixtures) in try TFLiteFixture.decode([String: [TFLiteFixture]].self, "tflite-float") {
      for fixture in fixtures {
        let graph = try TFLite.network(from: fixture.bytes, name: kind).float()
        let again = try TFLite.network(from: TFLite.bytes(of: graph), name: "other").float()
        all += 1
        if again == graph {
          same += 1
        } else {
          #expect(try outputs(of: again) == outputs(of: graph), "\(kind)")
        }
      }
    }
    #expect(4 * same > 3 * all)
  }

  /// A network's outputs for inputs that are always the same.
  private func outputs(of graph: Graph) throws -> [[Float]] {
    let engine = try Engine(graph, batchSize: 1, mode: .inference)
    for input in graph.inputs {
      let values = try #require(engine.input(input.name))
      for index in values.indices { values[index] = Float(index % 7) - 3 }
    }
    try engine.forward()
    return try graph.outputs.map { Array(try #require(engine.output($0.name))) }
  }

  /// Kinds of operators that are written and imported as well.
  private static let imported = RandomOperator.allCases.filter {
    ![.reduction, .furtherPair, .matrices, .gathering, .normalization, .recurrence].contains($0)
  }

  /// Paddings, groups, broadcasts and rectifiers that the format has only by several operators.
  @Test(arguments: imported) func otherNetworksGiveTheSameBytes(kind: RandomOperator) throws {
    try kind.forEach(30) { graph, seed in
      let written: [UInt8]
      do throws(WritingError) { written = try TFLite.bytes(of: graph) } catch {
        // Means over a padding of their own.
        guard case .operators(_, let obstacles) = error else { throw error }
        #expect(obstacles.allSatisfy { $0.what.hasPrefix("averagePool with a padding") })
        return
      }
      let again = try TFLite.network(from: written, name: graph.name).int8()
      #expect(again.inputs == graph.inputs)
      var random = RandomSource(seed: seed)
      let input = random.integers(graph.inputShape.count)
      #expect(try LoadedModel(again).run(input) == LoadedModel(graph).run(input), "\(kind) \(seed)")
    }
  }

  @Test func namesPreprocessingAndMeaningsGoAlong() throws {
    var graph = try SampleGraphs.straight()
    graph.preprocessing = Preprocessing(
      style: .digit, offset: [33], divisor: [79], fit: .pad, channelOrder: .rgb)
    graph.outputs = graph.outputs
    let classes = try graph.skeleton.outputShape().count
    graph.outputs[0].classNames = (0..<classes).map { "class \($0)" }
    graph.outputs[0].temperature = 1.5
    graph.outputs[0].unknownRule = .margin(7)
    let again = try TFLite.network(from: TFLite.bytes(of: graph), name: "other").int8()
    #expect(again.outputs == graph.outputs)
    #expect(again.inputs == graph.inputs)
    #expect(again.name == graph.name)

    // What a person says counts.
    let names = (0..<classes).map { "\($0)" }
    let said = try TFLite.network(
      from: TFLite.bytes(of: graph), name: "other",
      options: .init(preprocessing: .pixels, classNames: names)
    ).int8()
    #expect(said.classNames == names)
    #expect(said.preprocessing == .pixels)
  }

  /// As programs do that know nothing of the annotation.
  @Test func labelsAndNormalizationAreWhereOtherProgramsLookForThem() throws {
    var graph = try SampleGraphs.straight()
    graph.preprocessing = Preprocessing(style: .photograph, offset: [12.5], divisor: [64])
    let classes = try graph.skeleton.outputShape().count
    graph.classNames = (0..<classes).map { "class \($0), größer" }
    var bytes = try TFLite.bytes(of: graph)
    let key = Array("apus.network".utf8)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: key) })
    bytes[place] = UInt8(ascii: "o")
    let again = try TFLite.network(from: bytes, name: "other").int8()
    #expect(again.classNames == graph.classNames)
    #expect(again.preprocessing == graph.preprocessing)
    #expect(again.name == "other")
  }

  @Test func allObstaclesAreToldAtOnce() throws {
    var builder = GraphBuilder(name: "pools", inputShape: [9, 9, 2], preprocessing: nil)
    let window = Window(kernel: Size(3), stride: Size(2), padding: .all(1))
    builder.add("first", .averagePool(AveragePool(window: window)))
    builder.add("second", .averagePool(AveragePool(window: Window(kernel: Size(3), padding: .all(2)))))
    #expect {
      try TFLite.bytes(of: builder.graph)
    } throws: { error in
      "\(error)" == "has operators that TensorFlow Lite has no equivalent of: "
        + "averagePool with a padding that is neither SAME nor VALID (second)"
    }
  }
}
