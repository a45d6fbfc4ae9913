import ApusData
import ApusGraph
import ApusTraining
import Testing

extension TrainingRuns {
  @Suite struct TrainerInputTests {
    private let images = patterns(count: 30, seed: 1)

    /// The sentence with which making or running a trainer fails.
    private func failure(
      _ graph: Graph? = nil, on data: ImageDataset? = nil, validation: ImageDataset? = nil,
      _ change: (inout TrainingOptions) -> Void = { _ in }
    ) throws -> String? {
      var options = quickOptions()
      change(&options)
      let error = #expect(throws: TrainingError.self) {
        try Trainer(graph ?? smallNetwork(), on: data ?? images, validation: validation, options: options)
          .run()
      }
      return error?.description
    }

    @Test func imagesThatDoNotFitAreNamed() throws {
      let empty = ImageDataset(
        height: 8, width: 8, channels: 1, pixels: [], labels: [], classNames: ["a", "b", "c"])
      #expect(try failure(on: empty) == "there are no images to train on")
      let small = ImageDataset(
        height: 2, width: 2, channels: 1, pixels: [0, 0, 0, 0], labels: [0], classNames: ["a", "b", "c"])
      #expect(try failure(on: small) == "the images are 2×2×1, but the network takes 8×8×1")
      var more = images
      more.classNames.append("d")
      more.labels[4] = 3
      #expect(try failure(validation: more) == "the label 3 is not one of the network's 3 outputs")
      #expect(throws: TrainingError.self) { try Evaluator.accuracy(of: smallNetwork(), on: more) }
      #expect(throws: TrainingError.self) { try Evaluator.accuracy(of: smallNetwork(), on: empty) }
    }

    @Test func anUnsoundNetworkIsNamed() throws {
      var graph = try smallNetwork()
      graph.parameters["fc.bias"] = nil
      #expect(try failure(graph) == "the network is not sound: the parameter fc.bias is missing")
    }

    @Test func optionsOutOfRangeAreNamed() throws {
      #expect(try failure { $0.epochs = 0 } == "epochs must be from 1 to 1000000")
      #expect(try failure { $0.batchSize = 0 } == "the batch size must be at least 1")
      #expect(
        try failure { $0.learningRate.peak = -.infinity }
          == "the learning rate must be above 0 and at most 1e+38")
      #expect(
        try failure { $0.learningRate.peak = .nan } == "the learning rate must be above 0 and at most 1e+38")
      #expect(try failure { $0.labelSmoothing = 1 } == "the label smoothing must be at least 0 and below 1")
      #expect(try failure { $0.averagingDecay = 1 } == "the averaging decay must be between 0 and 1")
      #expect(
        try failure { $0.validationFraction = 1 } == "the validation fraction must be at least 0 and below 1")
      #expect(try failure { $0.patience = 0 } == "the patience must be at least 1 epoch")
      #expect(try failure { $0.gradientClipping = 0 } == "the gradient clipping must be above 0 and finite")
      #expect(try failure { $0.temperature = 0 } == "the temperature must be at least 1 and finite")
      #expect(
        try failure { $0.optimizer = .stochasticGradientDescent(momentum: 1) }
          == "the momentum must be at least 0 and below 1")
    }

    @Test func aTeacherThatDoesNotFitIsNamed() throws {
      let teacher = try smallNetwork(classes: 4)
      #expect(
        try failure { $0.teacher = teacher } == "the teacher has another number of classes than the network")
    }

    @Test func fewerImagesThanABatchAreOneBatch() throws {
      let result = try Trainer(smallNetwork(), on: images.prefix(7), options: quickOptions()).run()
      #expect(result.history.count == 3)
    }

    @Test func theLastBatchOfAnEvaluationMayBeAPart() throws {
      let network = try smallNetwork()
      let whole = try Evaluator.accuracy(of: network, on: images, batchSize: 30)
      for batchSize in [1, 7, 29, 64] {
        let evaluation = try Evaluator.accuracy(of: network, on: images, batchSize: batchSize)
        #expect(evaluation.correct == whole.correct)
        #expect(evaluation.total == 30)
        #expect(abs(evaluation.loss - whole.loss) < 1e-5)
      }
    }
  }
}
