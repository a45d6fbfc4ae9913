import ApusRunner
import Foundation
import Testing

struct SoftmaxTests {
  @Test func probabilitiesAreThoseOfTheDefinition() {
    let logits: [Float] = [1.5, -2, 0, 3.25]
    let powers = logits.map { exp(Double($0)) }
    let sum = powers.reduce(0, +)
    for (found, expected) in zip(softmax(logits), powers) {
      #expect(abs(Double(found) - expected / sum) < 1e-7)
    }
  }

  @Test func largeLogitsDoNotOverflow() {
    #expect(softmax([1000, 1000]) == [0.5, 0.5])
    #expect(softmax([-1000, 1000]) == [0, 1])
    #expect(softmax([]) == [])
  }

  @Test func theFirstOfEqualScoresCounts() {
    #expect(argmax([1, 3, 3]) == 1)
    #expect(argmax([Int]()) == 0)
    #expect(argmax([5, 7, 9][1...]) == 1)
  }
}
