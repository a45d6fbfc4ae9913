import ApusCompression
import ApusData
import ApusEngine
import ApusEvaluation
import ApusExporter
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusRunner
import ApusTraining
import ApusZoo
import FileTestSupport
import Foundation
import Testing

struct ClassifierTests {
  private let graph: Graph
  private let images: ImageDataset

  init() throws {
    var graph = try Zoo.leNet5(seed: 4)
    graph.classNames = (0...9).map(String.init)
    self.graph = graph
    images = ImageDataset.syntheticDigits(count: 300, seed: 9)
  }

  private func model() throws -> [UInt8] {
    try Exporter.export(Quantizer().quantize(graph, calibration: CalibrationImages(images)))
  }

  @Test func floatAnswersAreThoseThatTrainingCounts() throws {
    // 300 images in batches of 64: the last is a part.
    let predictions = try FloatClassifier(graph, batchSize: 64).predictions(for: images)
    let correct = zip(predictions.answers, images.labels).filter { $0 == Int($1) }.count
    #expect(predictions.answers.count == 300)
    #expect(try Evaluator.accuracy(of: graph, on: images).correct == correct)
    #expect(try FloatClassifier(graph, batchSize: 7).predictions(for: images).answers == predictions.answers)
  }

  /// Rules are obeyed by float and int8, and by what training counts; each checked by its definition on the logits.
  @Test(arguments: ["margin", "energy", "output"])
  func rulesForNoneAreObeyed(kind: String) throws {
    // Thresholds below which a fifth of the images are, half way between two of them.
    let reals = try #require(try FloatClassifier(graph).logits(for: images))
    func fifth(_ quantity: ([Double]) -> Double) -> Float {
      let all = (0..<300).map { quantity(reals[10 * $0..<10 * $0 + 10].sorted(by: >).map(Double.init)) }
        .sorted()
      return Float((all[59] + all[60]) / 2)
    }
    let rule: UnknownRule =
      switch kind {
      case "margin": .margin(fifth { $0[0] - $0[1] })
      case "energy": .energy(fifth { log($0.reduce(0) { $0 + exp($1) }) })
      case _: .output(3)
      }
    var ruled = graph
    ruled.outputs = [
      NetworkOutput(node: "fc3", meaning: .logits, classNames: graph.classNames, unknownRule: rule)
    ]
    let plain = try FloatClassifier(graph).predictions(for: images)
    let classifier = try FloatClassifier(ruled)
    let found = try classifier.predictions(for: images)
    let logits = try #require(try classifier.logits(for: images))
    var expected = plain.answers
    for image in 0..<300 {
      let row = logits[10 * image..<10 * image + 10].sorted(by: >).map(Double.init)
      switch rule {
      case .margin(let least): if row[0] - row[1] < Double(least) { expected[image] = Predictions.none }
      case .energy(let least):
        if log(row.reduce(0) { $0 + exp($1) }) < Double(least) { expected[image] = Predictions.none }
      case .output: break
      }
    }
    #expect(found.answers == expected)
    if case .output = rule {} else { #expect(Set(expected.map { $0 < 0 }).count == 2) }
    let right = zip(expected, images.labels).count { $0 == Int($1) }
    #expect(try Evaluator.accuracy(of: ruled, on: images).correct == right)

    var free = classifier
    free.obeysUnknownRule = false
    let answers = try free.predictions(for: images).answers
    if case .output(let none) = rule {
      #expect(zip(answers, plain.answers).allSatisfy { $0 == $1 || $1 == none } && !answers.contains(none))
    } else {
      #expect(answers == plain.answers)
    }

    let bytes = try Exporter.export(Quantizer().quantize(ruled, calibration: CalibrationImages(images)))
    let int8 = try Int8Classifier(bytes)
    let integers = int8.predictions(for: images).answers
    #expect(zip(integers, expected).count { $0 == $1 } > 225)
    int8.model.obeysUnknownRules = false
    #expect(!int8.predictions(for: images).answers.contains(Predictions.none))
  }

  /// A softmax at the end changes neither answers nor confidences.
  @Test func probabilitiesAreNotMadeOfProbabilities() throws {
    let expected = try FloatClassifier(graph).predictions(for: images)
    var ending = graph
    ending.nodes.append(Node(name: "softmax", operation: .softmax(Softmax()), inputs: ["fc3"]))
    #expect(try FloatClassifier(ending).predictions(for: images) == expected)
    // Behind the rectifier, the softmax cannot be taken off.
    ending.nodes.append(Node(name: "same", operation: .relu(ReLU()), inputs: ["softmax"]))
    ending.outputs[0].meaning = .probabilities
    let found = try FloatClassifier(ending).predictions(for: images)
    #expect(found.answers == expected.answers)
    for (a, b) in zip(found.confidences, expected.confidences) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func theOutputThatClassifiesIsChosenByItsMeaningOrName() throws {
    var several = graph
    several.outputs = [
      NetworkOutput(name: "features", node: "relu4", meaning: .values),
      NetworkOutput(name: "digit", node: "fc3", meaning: .logits, classNames: graph.classNames),
      NetworkOutput(name: "other", node: "fc2", meaning: .logits, temperature: 3),
    ]
    let digit = try FloatClassifier(several)
    #expect(digit.output.name == "digit")
    #expect(try digit.predictions(for: images) == FloatClassifier(graph).predictions(for: images))
    let other = try FloatClassifier(several, output: "other").predictions(for: images)
    #expect(other.answers.contains { $0 > 9 })
    var plain = several
    plain.outputs[2].temperature = 1
    let sharper = try FloatClassifier(plain, output: "other").predictions(for: images)
    #expect(sharper.answers == other.answers)
    #expect(zip(sharper.confidences, other.confidences).allSatisfy { $0 > $1 })
    for (name, message) in [
      ("features", "the output features gives values, not classes"), ("x", "no output is called x"),
    ] {
      let error = #expect(throws: EvaluationError.self) { try FloatClassifier(several, output: name) }
      #expect(error?.description == message)
    }
  }

  /// A sigmoid's answers, counted from its own numbers.
  @Test func oneProbabilityIsTwoClasses() throws {
    var builder = GraphBuilder(name: "binary", inputShape: [28, 28, 1], preprocessing: .digit)
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: 1)
    builder.add("sigmoid", .sigmoid(Sigmoid()))
    let graph = try builder.build(seed: 1)
    let engine = try Engine(graph, batchSize: 300, mode: .inference)
    BatchLoader(images, preprocessing: .digit).fill(engine.input, indices: 0..<300)
    try engine.forward()
    let predictions = try FloatClassifier(graph).predictions(for: images)
    for (image, probability) in engine.output.enumerated() {
      #expect(predictions.answers[image] == (probability > 0.5 ? 1 : 0))
      #expect(abs(predictions.confidences[image] - max(probability, 1 - probability)) < 1e-6)
    }
    #expect(Set(predictions.answers).count == 2)
  }

  @Test func networksOfSeveralInputsAreNamed() throws {
    var builder = GraphBuilder(name: "two", inputShape: [4], preprocessing: nil)
    builder.input("other", shape: [4])
    builder.add("sum", .add(Add()), from: ["input", "other"])
    let graph = try builder.build(seed: 1)
    let error = #expect(throws: EvaluationError.self) { try FloatClassifier(graph) }
    #expect(error?.description == "the network takes several inputs (input, other), but images are only one")
    var sequence = GraphBuilder(name: "sequence", inputShape: [10, 3], preprocessing: nil)
    sequence.add("flatten", .flatten(Flatten()))
    let steps = try sequence.build(seed: 1)
    #expect(throws: EvaluationError.self) { try FloatClassifier(steps) }
  }

  @Test func int8AnswersOnAllCoresAreThoseOfOneSession() throws {
    let bytes = try model()
    let predictions = try Int8Classifier(bytes).predictions(for: images)
    let session = try LoadedModel(bytes)
    for index in 0..<images.count {
      let pixels = Array(images.pixels[index * 784..<(index + 1) * 784])
      let integers = pixels.withUnsafeBufferPointer { Array(session.run(pixels: $0)) }
      #expect(predictions.answers[index] == argmax(integers))
      #expect(predictions.confidences[index] == softmax(integers.map { session.model.output.real($0) }).max())
    }
  }

  /// An int8 model of a softmax, a sigmoid and features: each is read as what it says that it is.
  @Test func int8AnswersFollowWhatOutputsMean() throws {
    var builder = GraphBuilder(name: "several", inputShape: [28, 28, 1], preprocessing: .digit)
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("features", features: 8)
    builder.output("features", meaning: .values)
    try builder.dense("fc", features: 4)
    builder.add("softmax", .softmax(Softmax()))
    builder.output("class", classNames: ["a", "b", "c", "d"])
    builder.current = "features"
    try builder.dense("single", features: 1)
    builder.add("sigmoid", .sigmoid(Sigmoid()))
    builder.output("pair", classNames: ["no", "yes"])
    let graph = try builder.build(seed: 2)
    let bytes = try Exporter.export(Quantizer().quantize(graph, calibration: CalibrationImages(images)))

    let first = try Int8Classifier(bytes)
    #expect(first.classes.names == ["a", "b", "c", "d"])
    let session = try LoadedModel(bytes)
    let (classes, pairs) = (
      first.predictions(for: images), try Int8Classifier(bytes, output: "pair").predictions(for: images)
    )
    for index in 0..<images.count {
      images.pixels[index * 784..<(index + 1) * 784].withUnsafeBufferPointer { _ = session.run(pixels: $0) }
      // Both are made in steps of 1/256.
      let four = try #require(session.output(named: "class")).integers.map { Float(Int($0) + 128) / 256 }
      #expect(classes.answers[index] == argmax(four) && classes.confidences[index] == four.max())
      let yes = Float(Int(try #require(session.output(named: "pair")).integers[0]) + 128) / 256
      #expect(pairs.answers[index] == (yes >= 0.5 ? 1 : 0))
      #expect(pairs.confidences[index] == max(yes, 1 - yes))
    }
    #expect(Set(pairs.answers).count == 2)
    // Nearly all answers are the float network's.
    for (int8, name) in [(classes, "class"), (pairs, "pair")] {
      let float = try FloatClassifier(graph, output: name).predictions(for: images)
      #expect(zip(float.answers, int8.answers).count { $0 == $1 } > 280)
    }
    #expect(try Int8Classifier(model(), output: "digit").classes.names == self.graph.classNames)
    for (name, message) in [
      ("features", "the output features gives values, not classes"), ("x", "no output is called x"),
    ] {
      let error = #expect(throws: EvaluationError.self) { try Int8Classifier(bytes, output: name) }
      #expect(error?.description == message)
    }
  }

  @Test func filesAreToldApartByTheirNames() throws {
    try withTemporaryFolder { folder in
      let paths = ["\(folder)/net.safetensors", "\(folder)/net.apus"]
      try GraphFile.write(graph, to: paths[0])
      try AtomicFile.write(model(), to: paths[1])
      for path in paths {
        let classifier = try Classifier(path: path)
        #expect(classifier.format == ImageFormat(shape: [28, 28, 1], style: .digit))
        #expect(classifier.classes.names == graph.classNames)
        #expect(try classifier.predictions(for: images).answers.count == 300)
      }
      for name in ["net.onnx", "none.apus", "none.safetensors"] {
        #expect(throws: EvaluationError.self) { try Classifier(path: "\(folder)/\(name)") }
      }
    }
  }
}
