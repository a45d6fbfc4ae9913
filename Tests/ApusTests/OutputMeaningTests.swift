import Apus
import Testing

/// Networks whose outputs are sigmoids or plain values, on the way from training to int8.
struct OutputMeaningTests {
  /// Bright and dark images, or those of as many brightnesses as there are classes.
  private func images(classes: Int) -> ImageDataset {
    var source = RandomSource(seed: 6)
    let labels = (0..<240).map { Int32($0 % classes) }
    let pixels = labels.flatMap { label in
      (0..<36).map { _ in UInt8(30 + 180 * Int(label) / (classes - 1) + source.integer(below: 30)) }
    }
    return ImageDataset(
      height: 6, width: 6, channels: 1, pixels: pixels, labels: labels,
      classNames: (0..<classes).map { "class \($0)" })
  }

  private func network(outputs: Int, _ last: Operation?, meaning: OutputMeaning) throws -> Graph {
    var builder = GraphBuilder(name: "small", inputShape: [6, 6, 1], preprocessing: .photograph)
    try builder.convolution("conv", channels: 8, kernel: 3, stride: 2)
    builder.add("relu", .relu(ReLU()))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("hidden", features: 16)
    builder.add("relu2", .relu(ReLU()))
    try builder.dense("fc", features: outputs)
    if let last { builder.add("last", last) }
    builder.output("output", meaning: meaning)
    return try builder.build(seed: 3)
  }

  @Test(
    "Sigmoids are learned by binary cross-entropy and kept by int8",
    arguments: [(1, 2, OutputMeaning.probability), (3, 3, .independentProbabilities)])
  func sigmoids(outputs: Int, classes: Int, meaning: OutputMeaning) throws {
    let images = images(classes: classes)
    let graph = try network(outputs: outputs, .sigmoid(Sigmoid()), meaning: meaning)
    let tuned = try FineTuner(graph, on: images) {
      $0.epochs = 30
      $0.augmentation = .none
      $0.averagingDecay = nil
      $0.learningRate.peak = 0.01
    }.run()
    #expect(tuned.outputs[0].meaning == meaning)
    let evaluation = try Evaluator.accuracy(of: tuned, on: images)
    #expect(evaluation.accuracy > 0.95, "\(evaluation)")

    var pruner = RecoveringPruner(to: .budget(keeping: 0.8, bytes: nil))
    pruner.rounds = 1
    pruner.recoveryEpochs = 0
    let divided = try CompressionImages(images, for: tuned)
    for graph in [tuned, try pruner.prune(tuned, with: divided)] {
      let bytes = try Exporter.export(graph.quantized(calibratedOn: images))
      let predictions = try Int8Classifier(bytes).predictions(for: images)
      let float = try Evaluator.accuracy(of: graph, on: images).correct
      #expect(abs(predictions.correct(for: images) - float) <= images.count / 20)
    }
  }

  @Test func valuesNeedClasses() throws {
    let graph = try network(outputs: 2, nil, meaning: .values)
    let error = #expect(throws: ApusError.self) { try FineTuner(graph, on: images(classes: 2)) }
    #expect(
      error?.description == "every output gives values; training needs one that tells classes apart",
      "\(error?.description ?? "")")
  }

  @Test func aLabelThatIsNoClassIsNamed() throws {
    let graph = try network(outputs: 1, .sigmoid(Sigmoid()), meaning: .probability)
    var images = images(classes: 2)
    images.classNames = []
    images.labels[4] = 2
    let error = #expect(throws: TrainingError.self) { try Evaluator.accuracy(of: graph, on: images) }
    #expect(error?.description == "the label 2 is not one of the network's 2 outputs")
  }
}
