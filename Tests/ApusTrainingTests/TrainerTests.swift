import ApusData
import ApusGraph
import ApusTraining
import Testing

extension TrainingRuns {
  @Suite struct TrainerTests {
    private let images = patterns(count: 300, seed: 1)
    private let unseen = patterns(count: 90, seed: 2)

    @Test func aNetworkLearns() throws {
      let before = try Evaluator.accuracy(of: smallNetwork(), on: unseen)
      let result = try Trainer(smallNetwork(), on: images, options: quickOptions(epochs: 8)).run()
      let after = try Evaluator.accuracy(of: result.graph, on: unseen)
      #expect(after.accuracy > 0.9)
      #expect(before.accuracy < 0.7)
      #expect(after.loss < before.loss)
      #expect(result.history.count == 8)
      #expect(result.history.last!.trainingLoss < result.history[0].trainingLoss)
      #expect(result.graph.classNames == ["rows", "columns", "checkerboard"])
      try result.graph.validate()
    }

    @Test(arguments: [
      TrainingOptions.Optimizer.adamW(), .stochasticGradientDescent(momentum: 0.9, nesterov: true),
    ])
    func theSameSeedGivesTheSameBits(_ optimizer: TrainingOptions.Optimizer) throws {
      var options = quickOptions()
      options.optimizer = optimizer
      options.labelSmoothing = 0.1
      options.gradientClipping = 1
      let first = try Trainer(smallNetwork(), on: images, options: options).run().graph
      #expect(try Trainer(smallNetwork(), on: images, options: options).run().graph == first)
      options.seed += 1
      #expect(try Trainer(smallNetwork(), on: images, options: options).run().graph != first)
    }

    @Test func theBestEpochIsReturned() throws {
      var options = quickOptions(epochs: 6)
      options.validationFraction = 0.2
      options.learningRate = LearningRate(peak: 0.03)
      options.averagingDecay = nil
      let trainer = try Trainer(smallNetwork(), on: images, options: options)
      #expect(trainer.training.count == 240)
      let result = try trainer.run()
      let best = result.history.max {
        ($0.validationAccuracy!, -$0.validationLoss!) < ($1.validationAccuracy!, -$1.validationLoss!)
      }!
      #expect(result.chosenEpoch == best.epoch)
      let evaluation = try Evaluator.accuracy(
        of: result.graph, on: #require(trainer.validation), batchSize: 60)
      #expect(evaluation.accuracy == best.validationAccuracy)
      #expect(evaluation.loss == best.validationLoss)
    }

    @Test func patienceEndsARunThatNoLongerGetsBetter() throws {
      var options = quickOptions(epochs: 50)
      options.patience = 2
      // So small a rate that float weights do not move: no epoch can be better than the first.
      options.learningRate = LearningRate(peak: 1e-30)
      options.averagingDecay = nil
      let network = try withoutNormalization()
      let result = try Trainer(network, on: images, validation: unseen, options: options).run()
      #expect(result.stoppedEarly)
      #expect(result.chosenEpoch == 1)
      #expect(result.history.count == 3)
    }

    @Test func anotherNumberOfClassesGetsAFreshHead() throws {
      let pretrained = try smallNetwork(classes: 5)
      let trainer = try Trainer(pretrained, on: images, options: quickOptions())
      #expect(trainer.replacedHead)
      #expect(try trainer.graph.outputShape() == [3])
      #expect(trainer.graph.parameters["conv1.weight"] == pretrained.parameters["conv1.weight"])
      #expect(try Trainer(smallNetwork(), on: images).replacedHead == false)
    }

    @Test func weightDecayPullsWeightsAlone() throws {
      var options = quickOptions(epochs: 1)
      options.averagingDecay = nil
      options.learningRate = LearningRate(peak: 1e-3)
      options.weightDecay = 0
      let free = try Trainer(smallNetwork(), on: images, options: options).run().graph
      options.weightDecay = 1
      let pulled = try Trainer(smallNetwork(), on: images, options: options).run().graph
      func size(_ graph: Graph, _ name: String) -> Float {
        graph.parameters[name]!.values.reduce(0) { $0 + abs($1) }
      }
      #expect(size(pulled, "fc.weight") < size(free, "fc.weight"))
      // 15 steps of 1e-3 take 1.5 % from a decayed scale of about 1; the gradient's own part is the same here.
      #expect(abs(size(pulled, "bn1.weight") / size(free, "bn1.weight") - 1) < 0.005)
    }

    @Test func aTeacherIsFollowedWhereLabelsAreWrong() throws {
      let teacher = try Trainer(smallNetwork(), on: images, options: quickOptions(epochs: 8)).run().graph
      var wrong = images
      wrong.labels = images.labels.map { ($0 + 1) % 3 }
      var options = quickOptions(epochs: 8)
      options.teacher = teacher
      options.distillationWeight = 1
      let student = try Trainer(smallNetwork(), on: wrong, options: options).run().graph
      #expect(try Evaluator.accuracy(of: student, on: unseen).accuracy > 0.9)
    }

    @Test func progressIsReportedForEachEpoch() throws {
      var reports: [TrainingProgress] = []
      let options = quickOptions()
      let result = try Trainer(smallNetwork(), on: images, validation: unseen, options: options)
        .run { reports.append($0) }
      let ends = reports.filter { $0.report != nil }
      #expect(ends.map(\.report) == result.history)
      #expect(ends.map(\.step) == [15, 15, 15])
      #expect(ends.map(\.fraction) == [1.0 / 3, 2.0 / 3, 1])
      #expect(ends.last?.secondsLeft == 0)
      #expect(reports.allSatisfy { $0.imagesPerSecond > 0 && $0.stepsPerEpoch == 15 })
    }

    @Test func aLossThatOverflowsIsNamed() throws {
      var options = quickOptions()
      options.optimizer = .stochasticGradientDescent()
      options.learningRate = LearningRate(peak: 1e30)
      let error = #expect(throws: TrainingError.self) {
        try Trainer(withoutNormalization(), on: images, options: options).run()
      }
      guard case .diverged(epoch: 1, _, learningRate: 1e30, let place) = error else {
        Issue.record("a diverged run was reported as \(String(describing: error))")
        return
      }
      #expect(place?.hasPrefix("the ") == true)
    }

    @Test func weightsThatWentAstrayAreNamedThoughTheyAreFinite() throws {
      var options = quickOptions(epochs: 1)
      options.optimizer = .stochasticGradientDescent(momentum: 0)
      options.learningRate = LearningRate(peak: 1e12)
      options.averagingDecay = nil
      let error = #expect(throws: TrainingError.self) {
        try Trainer(withoutNormalization(), on: images, options: options).run()
      }
      #expect(error?.description.contains(", first in the ") == true, "\(error?.description ?? "")")
    }

    @Test func anAccuracyOfWhatIsNotANumberIsNotGiven() throws {
      var graph = try withoutNormalization()
      graph.parameters["fc.weight"]!.values[5] = .nan
      var error = #expect(throws: TrainingError.self) { try Evaluator.accuracy(of: graph, on: unseen) }
      #expect(
        error?.description
          == "the network computes numbers that are infinite or not a number, first in the weights fc.weight; "
          + "its answers mean nothing")
      // Weights that are finite, but give values that are not.
      graph = try withoutNormalization()
      for name in ["conv1.weight", "fc.weight"] {
        for index in graph.parameters[name]!.values.indices { graph.parameters[name]!.values[index] *= 1e30 }
      }
      error = #expect(throws: TrainingError.self) { try Evaluator.accuracy(of: graph, on: unseen) }
      #expect(error?.description.contains("first in the value of fc") == true)
    }

    @Test func absurdOptionsAreNamed() throws {
      func refusal(_ change: (inout TrainingOptions) -> Void) throws -> String? {
        var options = quickOptions()
        change(&options)
        return #expect(throws: TrainingError.self) {
          try Trainer(smallNetwork(), on: images, options: options)
        }?.description
      }
      #expect(try refusal { $0.epochs = .max } == "epochs must be from 1 to 1000000")
      #expect(try refusal { $0.epochs = 0 }?.hasPrefix("epochs must be") == true)
      for warmUp in [1e308, .nan, -1, .infinity] {
        #expect(
          try refusal { $0.learningRate.warmUpEpochs = warmUp }?.hasPrefix("the warm-up must be") == true)
      }
      for rate in [0, .nan, .infinity, -1, 1e39] {
        #expect(try refusal { $0.learningRate.peak = rate }?.hasPrefix("the learning rate must be") == true)
      }
      #expect(try refusal { $0.gradientClipping = .infinity }?.hasPrefix("the gradient clipping") == true)
      #expect(try refusal { $0.weightDecay = .nan }?.hasPrefix("the weight decay") == true)
      #expect(
        try refusal { $0.learningRate.schedule = .oneCycle(startDivisor: .infinity) }?.hasPrefix(
          "the divisors")
          == true)
      #expect(try refusal { $0.optimizer = .adamW(epsilon: .nan) }?.hasPrefix("the epsilon") == true)
    }

    /// A run of a single step, whose loss is still sound.
    @Test func aLastStepThatOverflowsIsNamed() throws {
      var options = quickOptions(epochs: 1)
      options.batchSize = 300
      options.optimizer = .stochasticGradientDescent()
      options.learningRate = LearningRate(peak: 1e38)
      let error = #expect(throws: TrainingError.self) {
        try Trainer(withoutNormalization(), on: images, validation: unseen, options: options).run()
      }
      #expect(error?.description.hasPrefix("training diverged in epoch 1, step 1, ") == true)
    }

    private func withoutNormalization() throws -> Graph {
      var builder = GraphBuilder(name: "plain", inputShape: [8, 8, 1], preprocessing: .photograph)
      try builder.convolution("conv1", channels: 4, kernel: 3)
      builder.add("relu1", .relu(ReLU()))
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("fc", features: 3)
      return try builder.build(seed: 1)
    }
  }
}
