import ApusGraph
import Testing

@Suite struct NamePatternTests {
  @Test(arguments: [
    ("conv1.weight", "conv1.weight", true), ("conv1.weight", "conv1.weights", false),
    ("conv*", "conv1.weight", true), ("conv*", "xconv1", false), ("layer1.*", "layer1.0.bn1.bias", true),
    ("layer1.*", "layer10.0.bn1.bias", false), ("*.bias", "fc1.bias", true), ("*.bias", "fc1.bias.x", false),
    ("*bn?.*", "layer1.0.bn1.weight", true), ("*", "", true), ("", "", true), ("", "a", false),
    ("?", "", false),
    ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-c-b", false), ("**a", "bba", true),
  ])
  func starsAndQuestionMarksAreShells(_ pattern: String, _ name: String, _ expected: Bool) {
    #expect(NamePattern(pattern).matches(name) == expected)
  }

  @Test func manyStarsDoNotTakeForever() {
    let pattern = NamePattern(String(repeating: "*a", count: 30) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
  }
}
