import ApusGraph
import ApusRuntime
import RuntimeTestSupport
import Testing

/// What class an output says.
@Suite struct DecisionTests {
  /// The decision for scores that a network passes on as they are.
  private func decision(
    _ scores: [Int8], _ meaning: OutputMeaning, _ rule: QuantizedUnknownRule? = nil,
    _ map: QuantizationParameters = QuantizationParameters(scale: 1.0 / 256, zeroPoint: -128)
  ) throws -> Int? {
    let shape: Shape = [scores.count]
    let loaded = try LoadedModel(
      QuantizedGraph(
        name: "scores", inputs: [QuantizedInput(name: "x", shape: shape, quantization: map)],
        outputs: [QuantizedOutput(name: "y", node: "view", meaning: meaning, unknownRule: rule)],
        nodes: [QuantizedNode(name: "view", operation: .flatten(Flatten()), inputs: ["x"], output: map)]))
    // Forms and places in the arena do not matter here; runs do not move anything.
    _ = loaded.step([scores])
    return loaded.session.decision()
  }

  @Test func theFirstOfTheLargestScoresIsTheClass() throws {
    for meaning in [OutputMeaning.logits, .probabilities, .independentProbabilities] {
      #expect(try decision([-128, 5, 7, 7], meaning) == 2)
      #expect(try decision([127, 127], meaning) == 0)
      #expect(try decision([-128], meaning) == 0)
    }
    #expect(try decision([1, 2], .values) == nil)
  }

  @Test func oneProbabilityDecidesByOneHalf() throws {
    // 1/256 · (0 + 128) is ½.
    #expect(try decision([0], .probability) == 1)
    #expect(try decision([-1], .probability) == 0)
    let coarse = QuantizationParameters(scale: 0.4, zeroPoint: 10)
    #expect(try decision([11], .probability, nil, coarse) == 0)
    #expect(try decision([12], .probability, nil, coarse) == 1)
  }

  @Test func rulesSayNoneOfTheClasses() throws {
    #expect(try decision([1, 9, 3], .logits, .output(1)) == nil)
    #expect(try decision([1, 9, 10], .logits, .output(1)) == 2)
    #expect(try decision([1, 9, 3], .logits, .margin(6)) == 1)
    #expect(try decision([1, 9, 3], .logits, .margin(7)) == nil)
    #expect(try decision([3, 1, 9], .logits, .margin(7)) == nil)
    #expect(try decision([127, -128], .logits, .margin(255)) == 0)
    // Of one class there is no second.
    #expect(try decision([0], .logits, .margin(255)) == 0)
    let table = (0..<256).map { UInt16($0) }
    // Entries of 129 and 131.
    #expect(try decision([1, 3], .logits, .sum(table: table, threshold: 260)) == 1)
    #expect(try decision([1, 3], .logits, .sum(table: table, threshold: 261)) == nil)
  }
}
