import ApusGraph
import Testing

@Suite struct RandomSourceTests {
  /// The reference implementation of Blackman and Vigna, from the state 1, 2, 3, 4.
  @Test func sequenceIsXoshiro256PlusPlus() {
    var source = RandomSource(seed: 0)
    source.state = (1, 2, 3, 4)
    #expect((0..<3).map { _ in source.next() } == [41_943_041, 58_720_359, 3_588_806_011_781_223])
  }

  @Test func uniformNumbersFillTheUnitInterval() {
    var source = RandomSource(seed: 7)
    let draws = (0..<100_000).map { _ in source.uniform() }
    #expect(draws.allSatisfy { (0..<1).contains($0) })
    // The mean of n uniforms has a standard error of 0.289/√n.
    let mean = draws.reduce(0.0) { $0 + Double($1) } / 100_000
    #expect(abs(mean - 0.5) < 5 * 0.289 / 316)
  }

  @Test func aShuffleIsAPermutation() {
    var source = RandomSource(seed: 7)
    var order = Array(0..<1000)
    source.shuffle(&order)
    #expect(order != Array(0..<1000))
    #expect(order.sorted() == Array(0..<1000))
  }
}
