import ApusData
import ApusGraph
import ApusTraining
import Testing

extension TrainingRuns {
  @Suite struct FreezingTests {
    private let images = patterns(count: 120, seed: 1)

    /// Names of the parameters that training with some patterns has changed.
    private func changed(_ patterns: [NamePattern]) throws -> Set<String> {
      var options = quickOptions()
      options.frozen = patterns
      let before = try smallNetwork()
      let after = try Trainer(before, on: images, options: options).run().graph
      return Set(before.parameters.keys.filter { before.parameters[$0] != after.parameters[$0] })
    }

    @Test func frozenParametersKeepTheirBits() throws {
      let all = try Set(smallNetwork().parameters.keys)
      #expect(try changed([]) == all)
      #expect(try changed(["conv*"]) == all.subtracting(["conv1.weight", "conv2.weight", "conv2.bias"]))
      #expect(try changed(["*.bias"]) == all.subtracting(["conv2.bias", "bn1.bias", "fc.bias"]))
      #expect(try changed(["conv1", "conv2.bias"]) == all.subtracting(["conv1.weight", "conv2.bias"]))
    }

    @Test func aFrozenNormalizationKeepsItsStatistics() throws {
      #expect(try changed(["conv1", "bn1"]) == ["conv2.weight", "conv2.bias", "fc.weight", "fc.bias"])
    }

    /// With all but the head frozen and the normalization at work as at inference, what the first step sees is
    /// what evaluation sees: the first batch's loss is the network's.
    @Test func aFrozenNormalizationTrainsAsItEvaluates() throws {
      var network = try smallNetwork(dropout: 0)
      network.parameters["bn1.running_mean"]!.values = [0.3, -0.2, 0.1, 0.5]
      network.parameters["bn1.running_var"]!.values = [2, 0.5, 1.5, 0.1]
      network.parameters["bn1.weight"]!.values = [1.5, -0.5, 1, 2]
      network.parameters["bn1.bias"]!.values = [0.1, 0.2, -0.3, 0]
      var options = quickOptions(epochs: 1)
      options.batchSize = 120
      options.frozen = ["conv*", "bn*"]
      let report = try Trainer(network, on: images, options: options).run().history[0]
      let evaluation = try Evaluator.accuracy(of: network, on: images)
      #expect(abs(report.trainingLoss - evaluation.loss) < 1e-4)
    }

    @Test func aPatternThatFitsNothingIsNamed() throws {
      let error = #expect(throws: TrainingError.self) { try changed(["conv1", "layer1.*"]) }
      #expect(
        error?.description
          == "no parameter is called \"layer1.*\"; there are conv1.weight, bn1.weight, bn1.bias, conv2.weight, "
          + "conv2.bias, fc.weight, fc.bias")
    }

    @Test func freezingEverythingIsRefused() throws {
      let error = #expect(throws: TrainingError.self) { try changed(["*"]) }
      #expect(error?.description == "all parameters are frozen, so there is nothing to train")
    }
  }
}
