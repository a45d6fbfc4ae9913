import ApusData
import Testing

@Suite struct BalancingTests {
  /// 90 images of class 0, 9 of class 1, none of class 2 and 1 of class 3.
  private let labels = ImageLabels(
    (0..<100).map { $0 < 90 ? 0 : $0 < 99 ? 1 : 3 }, classes: 4)

  private func counts(_ order: [Int]) -> [Int] {
    labels.subset(order.map { $0 % 100 }).counts
  }

  @Test func everyClassIsDrawnEquallyOften() {
    var total = [0, 0, 0, 0]
    for epoch in 0..<6 {
      let order = labels.balancedOrder(seed: 5, epoch: epoch)
      #expect(order.count == 100)
      let counts = counts(order)
      #expect(counts[2] == 0 && counts.filter { $0 == 33 || $0 == 34 }.count == 3)
      for (index, count) in counts.enumerated() { total[index] += count }
    }
    // The draw that does not divide evenly goes round.
    #expect(total == [200, 200, 0, 200])
  }

  @Test func aDrawThatComesAgainIsAnotherNumber() {
    let order = labels.balancedOrder(seed: 5, epoch: 0)
    #expect(Set(order).count == order.count)
    let single = order.filter { $0 % 100 == 99 }.sorted()
    #expect(single == single.indices.map { 99 + 100 * $0 })
    // Each image of the small class comes three or four times before another one comes once more.
    let small = order.filter { (90..<99).contains($0 % 100) }
    for image in 90..<99 { #expect((3...4).contains(small.count { $0 % 100 == image })) }
  }

  @Test func epochsGoThroughALargeClass() {
    let drawn = (0..<3).flatMap { labels.balancedOrder(seed: 5, epoch: $0) }.filter { $0 % 100 < 90 }
    #expect(Set(drawn.map { $0 % 100 }).count >= 88)
  }

  @Test func theOrderIsAFunctionOfSeedAndEpoch() {
    let order = labels.balancedOrder(seed: 5, epoch: 1)
    #expect(labels.balancedOrder(seed: 5, epoch: 1) == order)
    #expect(labels.balancedOrder(seed: 6, epoch: 1) != order)
    #expect(labels.balancedOrder(seed: 5, epoch: 2) != order)
    #expect(ImageLabels([], classes: 3).balancedOrder(seed: 1, epoch: 0) == [])
  }
}
