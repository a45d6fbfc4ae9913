import ApusExporter
import ApusGraph
import ApusImage
import ApusRunner
import FileTestSupport
import Foundation
import RuntimeTestSupport
import Testing

struct LoadedModelTests {
  /// An int8 model that passes a 2×2 picture's mean on, channel by channel.
  private func means(
    _ style: Preprocessing.Style, channels: Int, adjust: (inout QuantizedGraph) -> Void = { _ in }
  ) throws -> [UInt8] {
    var preprocessing = Preprocessing.photograph
    preprocessing.style = style
    let input = QuantizationParameters(scale: 1.0 / 64, zeroPoint: -8)
    let node = QuantizedNode(
      name: "mean", operation: .globalAveragePool(GlobalAveragePool()), inputs: [Graph.inputName],
      activation: .none, output: input)
    var graph = QuantizedGraph(
      name: "means", inputShape: Shape(height: 2, width: 2, channels: channels), input: input,
      preprocessing: preprocessing, classNames: [], nodes: [node])
    adjust(&graph)
    return try Exporter.export(graph)
  }

  @Test func theAnswerIsTheLargestOutput() throws {
    let model = try ApusRunner.LoadedModel(means(.photograph, channels: 3))
    let image = Image(
      width: 2, height: 2, channels: 3, pixels: [10, 200, 30, 10, 200, 30, 10, 200, 30, 10, 200, 30])
    let answer = try model.answer(for: image)
    // Pixels less 128; classes without names are numbers.
    #expect(answer.outputs == [-118, 72, -98])
    #expect(answer.className == "1")
    #expect(answer.confidence == answer.scores[1])
    #expect(model.name == "means")
    #expect(model.classNames == [])
    #expect(model.operatorName(0) == "mean")
  }

  @Test func colorsAreTurnedForModelsThatWantBlueFirst() throws {
    let model = try ApusRunner.LoadedModel(
      means(.photograph, channels: 3) { $0.preprocessing.channelOrder = .bgr })
    let image = Image(
      width: 2, height: 2, channels: 3, pixels: [10, 200, 30, 10, 200, 30, 10, 200, 30, 14, 200, 30])
    #expect(try model.answer(for: image).outputs == [-98, 72, -117])
  }

  @Test func picturesAreFittedAsTheModelSays() throws {
    let wide = Image(width: 4, height: 2, channels: 1, pixels: [0, 0, 80, 80, 0, 0, 80, 80])
    func prepared(_ fit: Preprocessing.Fit) throws -> [UInt8] {
      try ApusRunner.LoadedModel(means(.photograph, channels: 1) { $0.preprocessing.fit = fit }).prepared(
        wide
      ).pixels
    }
    #expect(try prepared(.crop) == wide.fitted(width: 2, height: 2, channels: 1).pixels)
    #expect(try prepared(.stretch) == [0, 80, 0, 80])
    #expect(try prepared(.pad) == wide.fitted(width: 2, height: 2, channels: 1, fit: .pad).pixels)
  }

  /// Pixels of 128 + 64 stand for 1, and so on.
  private func answer(_ pixels: [UInt8], _ output: QuantizedOutput, obeys: Bool = true) throws -> Answer {
    let model = try ApusRunner.LoadedModel(
      means(.photograph, channels: pixels.count) { graph in
        graph.input = QuantizationParameters(scale: 1 / 64, zeroPoint: 0)
        graph.preprocessing.offset = [128]
        graph.nodes[0].output = graph.input
        graph.outputs = [output]
      })
    let image = Image(
      width: 2, height: 2, channels: pixels.count, pixels: Array([pixels, pixels, pixels, pixels].joined()))
    model.obeysUnknownRules = obeys
    return try model.answer(for: image)
  }

  @Test func answersFollowWhatTheOutputMeans() throws {
    func answer(_ pixels: [UInt8], _ meaning: OutputMeaning, _ names: [String] = [], temperature: Float = 1)
      throws -> Answer
    {
      try self.answer(
        pixels, QuantizedOutput(node: "mean", meaning: meaning, classNames: names, temperature: temperature))
    }
    let logits = try answer([128, 192, 128], .logits)
    #expect(logits.className == "1")
    #expect(abs(logits.confidence - Float(exp(1.0) / (exp(1.0) + 2))) < 1e-6)
    let softer = try answer([128, 192, 128], .logits, temperature: 2)
    #expect(abs(softer.confidence - Float(exp(0.5) / (exp(0.5) + 2))) < 1e-6)
    let probabilities = try answer([144, 176, 128], .probabilities, ["a", "b", "c"])
    #expect(probabilities.className == "b" && probabilities.scores == [0.25, 0.75, 0])
    let independent = try answer([160, 176, 192], .independentProbabilities)
    #expect(
      independent.className == "2" && independent.scores == [0.5, 0.75, 1] && independent.confidence == 1)
    let no = try answer([144], .probability, ["no", "yes"])
    #expect(no.className == "no" && no.scores == [0.75, 0.25] && no.confidence == 0.75)
    #expect(try answer([160], .probability, ["no", "yes"]).className == "yes")
    let error = #expect(throws: RunnerError.self) { try answer([160], .values) }
    #expect(error?.description == "the model means gives values, not classes")
  }

  @Test func whatIsOfNoClassIsNone() throws {
    func answer(_ pixels: [UInt8], _ rule: QuantizedUnknownRule?, obeys: Bool = true) throws -> Answer {
      try self.answer(
        pixels,
        QuantizedOutput(node: "mean", meaning: .logits, classNames: ["a", "b", "c"], unknownRule: rule),
        obeys: obeys)
    }
    let none = try answer([128, 140, 130], .margin(11))
    #expect(none.className == "none" && none.isNone)
    #expect(none.json(for: "x").contains(#""class":null,"#) && none.line(for: "x").hasPrefix("x\tnone\t"))
    for sure in [
      try answer([128, 140, 130], .margin(10)), try answer([128, 140, 130], nil),
      try answer([128, 140, 130], .margin(11), obeys: false),
    ] {
      #expect(sure.className == "b" && !sure.isNone && sure.json(for: "x").contains(#""class":"b","#))
    }
    // What the best class leaves.
    #expect(try abs(none.confidence + answer([128, 140, 130], nil).confidence - 1) < 1e-6)
    // A class that means none, whatever it is called.
    let third = try answer([128, 130, 140], .output(2))
    #expect(third.className == "none" && third.isNone && third.confidence == third.scores[2])
    // Without it the others share its part.
    let other = try answer([128, 130, 140], .output(2), obeys: false)
    #expect(other.className == "b" && !other.isNone)
    #expect(other.scores[2] == 0 && abs(other.scores[0] + other.scores[1] - 1) < 1e-6)
    #expect(abs(other.scores[1] / other.scores[0] - third.scores[1] / third.scores[0]) < 1e-4)
  }

  @Test func modelsOfSeveralInputsAreNamed() throws {
    let model = try ApusRunner.LoadedModel(
      means(.photograph, channels: 1) { graph in
        graph.inputs.append(QuantizedInput(name: "other", shape: [1], quantization: graph.input))
      })
    let error = #expect(throws: RunnerError.self) {
      try model.answer(for: Image(width: 2, height: 2, channels: 1))
    }
    #expect(error?.description == "the model means takes 2 inputs, but an image is only one")
  }

  @Test func imagesAreBroughtToTheInputsSizeAndChannels() throws {
    let model = try ApusRunner.LoadedModel(means(.photograph, channels: 1))
    let image = Image(width: 5, height: 9, channels: 3, filledWith: 90)
    let prepared = try model.prepared(image)
    #expect(prepared == Image(width: 2, height: 2, channels: 1, filledWith: 90))
  }

  @Test func aModelWhoseInputIsNoPictureIsNamed() throws {
    let model = try ApusRunner.LoadedModel(means(.photograph, channels: 2))
    let image = Image(width: 2, height: 2, channels: 1)
    let error = #expect(throws: RunnerError.self) { try model.answer(for: image) }
    #expect(error?.description == "the model means takes inputs of 2 channels, but images have 1 or 3")
  }

  @Test func inputsAndOutputsAreFoundByTheirNames() throws {
    let loaded = try ApusRunner.LoadedModel(Exporter.export(SampleGraphs.severalValues()))
    defer { withExtendedLifetime(loaded) {} }
    for (index, name) in ["input", "measured"].enumerated() {
      let found = try #require(loaded.input(named: name))
      #expect(found.bytes.baseAddress == loaded.session.input(index).bytes.baseAddress)
      #expect(loaded.inputName(index) == name)
    }
    for (index, name) in ["kind", "map", "amount"].enumerated() {
      let found = try #require(loaded.output(named: name))
      #expect(found.bytes.baseAddress == loaded.session.output(index).bytes.baseAddress)
      #expect(loaded.outputName(index) == name)
    }
    #expect(loaded.input(named: "measured")?.integers.count == 5)
    #expect(loaded.output(named: "map")?.bytes.count == 6 * 5 * 4)
    #expect(loaded.input(named: "kind") == nil && loaded.output(named: "measured") == nil)
    #expect(loaded.classNames(ofOutput: 0) == ["cloud", "rain", "snow"])
    #expect(loaded.classNames(ofOutput: 1) == [])
  }

  @Test func aSingleInputAndOutputHaveNamesThatFilesDoNotTell() throws {
    let loaded = try ApusRunner.LoadedModel(Exporter.export(SampleGraphs.runningMean()))
    defer { withExtendedLifetime(loaded) {} }
    #expect(loaded.input(named: "input")?.integers.count == 6)
    #expect(loaded.output(named: "output")?.bytes.count == 6)
    #expect(loaded.stateName(0) == "mean")
  }

  /// A state that is large enough for threads to share the work on it.
  @Test(arguments: [FileForm.full, .compact], [2, 3])
  func threadsKeepStateAsOneDoes(form: FileForm, threads: Int) throws {
    var builder = GraphBuilder(name: "wave", inputShape: [40, 40, 8], preprocessing: nil)
    builder.state("before", shape: [40, 40, 16], initial: [0.5], update: "sum")
    builder.current = builder.graph.inputName
    try builder.convolution("seen", channels: 16, kernel: 3)
    builder.current = "before"
    try builder.convolution("kept", channels: 16, kernel: 3)
    builder.add("sum", .add(Add()), from: ["seen", "kept"])
    let graph = try QuantizedGraph.random(like: builder.build(seed: 1), seed: 2)
    let file = try Exporter.export(graph, form: form)
    let alone = try RuntimeTestSupport.LoadedModel(file)
    let shared = try ApusRunner.LoadedModel(file, threads: threads)
    defer { withExtendedLifetime(shared) {} }
    if KernelLevel.best > .portable {
      #expect((0..<shared.model.operatorCount).contains { shared.session.partCount(ofOperator: $0) > 1 })
    }
    for _ in 0..<2 {
      alone.restart()
      shared.session.reset()
      var random = RandomSource(seed: 3)
      var earlier: [[Int8]] = []
      for _ in 0..<5 {
        let input = random.integers(40 * 40 * 8)
        let expected = alone.step([input])
        _ = shared.session.input(0).integers.update(fromContentsOf: input)
        shared.run()
        #expect(Array(shared.session.output(0).integers) == expected[0])
        // The state matters: it is never the same.
        #expect(expected != earlier)
        earlier = expected
      }
    }
  }

  @Test func filesThatAreNoModelsAreNamed() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.apus"
      for content in [[], Array("APUS".utf8), try Array(means(.photograph, channels: 3).dropLast())] {
        try Data(content).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: RunnerError.self) { try ApusRunner.LoadedModel(path: path) }
        #expect(error?.description.hasPrefix(path) == true)
      }
    }
    let error = #expect(throws: RunnerError.self) { try ApusRunner.LoadedModel(path: "/nowhere/a.apus") }
    #expect(error?.description == "/nowhere/a.apus does not exist")
  }
}
