import ApusData
import ApusGraph
import ApusTraining
import Testing

extension TrainingRuns {
  /// Losses of several outputs, and of outputs that are no logits.
  @Suite struct OutputLossTests {
    private let images = patterns(count: 300, seed: 1)
    private let names = ["rows", "columns", "checkerboard"]

    /// The images of the first two classes.
    private func two(count: Int, seed: UInt64) throws -> ImageDataset {
      let all = patterns(count: count, seed: seed)
      let chosen = all.labels.indices.filter { all.labels[$0] < 2 }
      let size = all.imageBytes
      return ImageDataset(
        height: 8, width: 8, channels: 1,
        pixels: chosen.flatMap { all.pixels[$0 * size..<($0 + 1) * size] },
        labels: chosen.map { all.labels[$0] }, classNames: ["rows", "columns"])
    }

    /// Features, a classifier of them in the middle, another at the end, and one of four classes.
    private func several() throws -> Graph {
      var builder = GraphBuilder(name: "several", inputShape: [8, 8, 1], preprocessing: .photograph)
      try builder.convolution("conv", channels: 8, kernel: 3)
      builder.output("map", meaning: .values)
      builder.add("relu", .relu(ReLU()))
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("early", features: 3)
      builder.output("early", classNames: names)
      builder.current = "flatten"
      try builder.dense("four", features: 4)
      builder.output("four", classNames: ["a", "b", "c", "d"])
      builder.current = "flatten"
      try builder.dense("late", features: 3)
      builder.add("softmax", .softmax(Softmax()))
      builder.output("late", classNames: names)
      return try builder.build(seed: 1)
    }

    private func plainOptions(peak: Double) -> TrainingOptions {
      var options = quickOptions(epochs: 1)
      options.optimizer = .stochasticGradientDescent(momentum: 0, nesterov: false)
      options.learningRate = LearningRate(peak: peak, schedule: .constant)
      options.weightDecay = 0
      options.averagingDecay = nil
      return options
    }

    @Test func outputsOfTheImagesClassesAreTrainedAndNoOthers() throws {
      let graph = try several()
      let trainer = try Trainer(graph, on: images, options: quickOptions(epochs: 16))
      #expect(!trainer.replacedHead && trainer.classifier == 1 && trainer.lossWeights == [0, 1, 0, 1])
      #expect(
        trainer.lossDescription == "losses: early (weight 1.0), late (weight 1.0); none: map, four")
      let result = try trainer.run().graph
      try result.validate()
      #expect(result.outputs == graph.outputs)
      for name in ["conv.weight", "early.weight", "late.weight"] {
        #expect(result.parameters[name] != graph.parameters[name])
      }
      // Decay pulls at all weights, but no gradient does at biases.
      #expect(result.parameters["four.bias"] == graph.parameters["four.bias"])
      for output in ["early", "late"] {
        let evaluation = try Evaluator(result, output: output).evaluate(patterns(count: 90, seed: 2))
        #expect(evaluation.accuracy > 0.9)
      }
    }

    @Test func anotherNumberOfClassesGetsTheClassifierANewHead() throws {
      var more = images
      more.classNames = ["a", "b", "c", "d", "e"]
      let trainer = try Trainer(several(), on: more, options: quickOptions())
      #expect(trainer.replacedHead && trainer.classifier == 1 && trainer.lossWeights == [0, 1, 0, 0])
      #expect(trainer.graph.outputs[1].classNames == more.classNames)
      more.classNames.removeLast()
      #expect(try Trainer(several(), on: more, options: quickOptions()).classifier == 2)
    }

    /// Without momentum and decay, a step is the learning rate times the gradient, so that twice the loss is twice the
    /// rate.
    @Test func aLossOfTwiceTheWeightIsTwiceTheGradient() throws {
      var options = plainOptions(peak: 0.01)
      options.lossWeights = ["early": 2, "late": 0]
      let weighed = try Trainer(several(), on: images, options: options).run()
      options = plainOptions(peak: 0.02)
      options.lossWeights = ["late": 0]
      let plain = try Trainer(several(), on: images, options: options).run()
      #expect(weighed.graph.parameters == plain.graph.parameters)
      let (loss, half) = (weighed.history[0].trainingLoss, plain.history[0].trainingLoss)
      #expect(abs(loss - 2 * half) < 1e-9 * loss)
    }

    @Test func oneProbabilityLearnsTwoClasses() throws {
      var builder = GraphBuilder(name: "binary", inputShape: [8, 8, 1], preprocessing: .photograph)
      try builder.convolution("conv", channels: 8, kernel: 3)
      builder.add("relu", .relu(ReLU()))
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("fc", features: 1)
      builder.add("sigmoid", .sigmoid(Sigmoid()))
      let trainer = try Trainer(
        builder.build(seed: 1), on: two(count: 300, seed: 1), options: quickOptions(epochs: 16))
      #expect(!trainer.replacedHead && trainer.lossDescription == nil)
      let result = try trainer.run().graph
      #expect(result.outputs[0].meaning == .probability && result.classNames == ["rows", "columns"])
      #expect(result[node: "sigmoid"] != nil)
      #expect(try Evaluator.accuracy(of: result, on: two(count: 90, seed: 2)).accuracy > 0.9)
    }

    /// The sigmoids at the end are taken off for the loss, those behind which something else comes are not: both ways are
    /// the same function.
    @Test func lossesOfProbabilitiesAndOfWhatSigmoidsTakeAreTheSame() throws {
      func trained(last: Operation?) throws -> (Graph, Double) {
        var builder = GraphBuilder(name: "n", inputShape: [8, 8, 1], preprocessing: .photograph)
        builder.add("flatten", .flatten(Flatten()))
        try builder.dense("fc", features: 3)
        builder.add("sigmoid", .sigmoid(Sigmoid()))
        if let last { builder.add("last", last) }
        builder.output("class", meaning: .independentProbabilities)
        let result = try Trainer(builder.build(seed: 1), on: images, options: plainOptions(peak: 0.01)).run()
        return (result.graph, result.history[0].trainingLoss)
      }
      // Behind a sigmoid, a rectifier changes nothing.
      let (direct, loss) = try trained(last: nil)
      let (indirect, other) = try trained(last: .relu(ReLU()))
      #expect(abs(loss - other) < 1e-5 * loss)
      for (a, b) in zip(direct.parameters["fc.weight"]!.values, indirect.parameters["fc.weight"]!.values) {
        #expect(abs(a - b) < 1e-5)
      }
    }

    private func failure(
      _ graph: Graph, adjust: (inout TrainingOptions) -> Void = { _ in }
    ) -> String? {
      var options = quickOptions()
      adjust(&options)
      do throws(TrainingError) {
        _ = try Trainer(graph, on: images, options: options)
        return nil
      } catch {
        return error.description
      }
    }

    @Test func lossesThatNoOutputCanHaveAreNamed() throws {
      let graph = try several()
      #expect(
        failure(graph) { $0.lossWeights = ["last": 1] }
          == "the loss weight of last must be that of an output: map, early, four, late")
      for (name, weight) in [("map", 1), ("four", 1), ("early", -1), ("late", .infinity)] as [(String, Float)]
      {
        #expect(
          failure(graph) { $0.lossWeights = [name: weight] }
            == "the loss weight of \(name) must be 0, or positive and of an output that tells the images' classes apart"
        )
      }
      #expect(
        failure(graph) { $0.lossWeights = ["early": 0, "late": 0] } == "a loss weight must be above 0")
    }

    @Test func networksThatImagesCannotTrainAreNamed() throws {
      var builder = GraphBuilder(name: "two", inputShape: [8, 8, 1], preprocessing: .photograph)
      builder.input("other", shape: [8, 8, 1])
      builder.add("sum", .add(Add()), from: ["input", "other"])
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("fc", features: 3)
      #expect(
        failure(try builder.build(seed: 1))
          == "the network takes several inputs (input, other), but images are only one")
      var values = try smallNetwork()
      values.outputs[0].meaning = .values
      #expect(failure(values) == "every output gives values; training needs one that tells classes apart")
      var independent = try smallNetwork()
      independent.outputs[0].meaning = .independentProbabilities
      #expect(
        failure(independent) { $0.teacher = try? smallNetwork() }
          == "the teacher and the network must both have logits, or a softmax of them, as their output")
    }
  }
}
