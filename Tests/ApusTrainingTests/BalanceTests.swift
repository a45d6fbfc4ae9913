import ApusData
import ApusGraph
import ApusTraining
import Foundation
import Testing

/// Classes of unequal size.
struct BalanceTests {
  /// Images of one pixel, so many of each class.
  private func images(_ counts: [Int]) -> ImageDataset {
    let labels = counts.enumerated().flatMap { Array(repeating: Int32($0), count: $1) }
    return ImageDataset(
      height: 1, width: 1, channels: 1, pixels: labels.map { UInt8($0) }, labels: labels,
      classNames: counts.indices.map { "\($0)" })
  }

  @Test(arguments: [[1000, 10, 90], [3, 1], [7, 0, 50], [5]])
  func everyClassIsDrawnEquallyOften(counts: [Int]) {
    let images = images(counts)
    for epoch in 0..<5 {
      let order = images.balancedOrder(seed: 4, epoch: epoch)
      #expect(order.count == images.count)
      let drawn = images.subset(order).classCounts.enumerated().filter { counts[$0.offset] > 0 }.map(
        \.element)
      #expect(drawn.max()! - drawn.min()! <= 1)
      // Images of a small class all come equally often, one more or less.
      let small = counts.indices.filter { counts[$0] > 0 }.min { counts[$0] < counts[$1] }!
      let times = images.labels.indices.filter { Int(images.labels[$0]) == small }.map { index in
        order.count { $0 == index }
      }
      #expect(times.max()! - times.min()! <= 1)
      #expect(order == images.balancedOrder(seed: 4, epoch: epoch))
      #expect(images.count < 10 || order != images.balancedOrder(seed: 4, epoch: epoch + 1))
    }
  }

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
