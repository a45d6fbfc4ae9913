import ApusData
import ApusGraph
import ApusTraining
import Foundation
import Testing

/// Classes of unequal size.
struct BalanceTests {
  @Test func aSmallClassIsLearnedWhereDrawsAreBalanced() throws {
    // One image of the last class for forty of the others.
    let all = patterns(count: 600, seed: 1)
    let few = all.subset(all.labels.indices.filter { all.labels[$0] != 2 || $0 % 60 == 2 })
    let unseen = patterns(count: 300, seed: 2)
    func recalls(isBalanced: Bool) throws -> [Double] {
      var options = quickOptions(epochs: 2)
      options.isBalanced = isBalanced
      let graph = try Trainer(smallNetwork(), on: few, options: options).run().graph
      let evaluation = try Evaluator.accuracy(of: graph, on: unseen)
      let recalls = evaluation.classes.compactMap(\.recall)
      #expect(abs(recalls.reduce(0, +) / 3 - evaluation.balancedAccuracy) < 1e-12)
      #expect(evaluation.classes.reduce(0) { $0 + $1.correct } == evaluation.correct)
      return recalls
    }
    let (plain, balanced) = try (recalls(isBalanced: false), recalls(isBalanced: true))
    #expect(balanced[2] > plain[2])
  }
}
