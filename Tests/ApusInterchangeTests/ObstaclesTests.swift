import ApusInterchange
import Testing

/// What keeps a network from being imported, told at once.
@Suite struct ObstaclesTests {
  private func obstacles(_ all: [Obstacles.Obstacle]) -> Obstacles {
    var obstacles = Obstacles()
    for obstacle in all { obstacles.append(obstacle) }
    return obstacles
  }

  @Test func kindsAreCountedAndTheMostFrequentComesFirst() {
    let obstacles = obstacles([
      .init(name: "EINSUM", index: 14, label: "encoder/attn"), .init(name: "LSTM", index: 20),
      .init(name: "LSTM", index: 21),
    ])
    #expect(
      obstacles.description
        == "has 3 operators that are not supported: LSTM (2), EINSUM (1: operator 14, \"encoder/attn\")")
  }

  @Test func oneOperatorIsOne() {
    let obstacle = Obstacles.Obstacle(name: "CONV_2D", detail: "with the fused activation SIGN_BIT", index: 3)
    #expect(
      obstacles([obstacle]).description
        == "has an operator that is not supported: CONV_2D with the fused activation SIGN_BIT (1: operator 3)"
    )
  }

  @Test func manyKindsAreCutOff() {
    let all = (0..<40).map { Obstacles.Obstacle(name: "KIND_\($0)", index: $0) }
    let description = obstacles(all).description
    #expect(description.hasSuffix("24 other kinds"))
    #expect(description.hasPrefix("has 40 operators that are not supported: KIND_0 (1: operator 0), "))
  }

  @Test func namesCannotReachTheTerminal() {
    #expect(!obstacles([.init(name: "\u{1B}[31mX", index: 0)]).description.contains("\u{1B}"))
  }
}
