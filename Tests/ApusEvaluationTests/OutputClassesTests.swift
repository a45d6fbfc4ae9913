import ApusData
import ApusEvaluation
import Testing

/// A network's classes are matched with the data's by name, or by their number where they have no names; an accuracy that
/// would mean nothing is refused.
struct OutputClassesTests {
  private let images: ImageDataset = {
    var images = ImageDataset.syntheticDigits(count: 50, seed: 1).subset(Array(0..<6))
    images.classNames = ["cat", "dog", "owl"]
    images.labels = [0, 1, 2, 2, 1, 0]
    return images
  }()

  @Test func namesMatchInAnyOrder() throws {
    let matched = try OutputClasses(names: ["owl", "cat", "dog"], count: 3).matching(images)
    #expect(matched.images.labels == [1, 2, 0, 0, 2, 1])
    #expect(matched.images.classNames == ["owl", "cat", "dog"])
    #expect(matched.notice == nil)
    #expect(
      try OutputClasses(names: ["cat", "dog", "owl"], count: 3).matching(images).images.labels
        == images.labels)
  }

  @Test func theDataMayLackClasses() throws {
    let matched = try OutputClasses(names: ["ant", "dog", "cat", "bee", "owl"], count: 5).matching(images)
    #expect(matched.images.labels == [2, 1, 4, 4, 1, 2])
    #expect(matched.notice == "the data has no images of ant, bee")
    // Answers that the data has no class for are counted, and are no trap.
    let matrix = ConfusionMatrix(
      classNames: matched.images.classNames, truths: matched.images.labels.map(Int.init),
      answers: [0, 1, 4, 3, 1, 2])
    #expect(matrix.correct == 4)
    #expect(matrix.recalls == [nil, 1, 0.5, nil, 0.5])
  }

  @Test func classesThatTheNetworkDoesNotKnow() {
    let error = #expect(throws: EvaluationError.self) {
      try OutputClasses(names: ["cat", "cow"], count: 2).matching(images)
    }
    #expect(
      error?.description == "the data has classes that the network does not know: dog, owl; it knows cat, cow"
    )
  }

  @Test func outputsWithoutNamesTakeTheDatasOrder() throws {
    let matched = try OutputClasses(names: [], count: 3).matching(images)
    #expect(matched.images.labels == images.labels)
    #expect(matched.notice?.contains("cat, dog, owl") == true)
    for count in [1, 2, 4, 1000] {
      let error = #expect(throws: EvaluationError.self) {
        try OutputClasses(names: [], count: count).matching(images)
      }
      #expect(error?.description.contains("\(count) classes without names, and the data has 3") == true)
    }
  }

  @Test func unevenClassesAreJudgedByTheirRecalls() {
    let truths = Array(repeating: 0, count: 95) + Array(repeating: 1, count: 5)
    let matrix = ConfusionMatrix(
      classNames: ["usual", "rare"], truths: truths, answers: Array(repeating: 0, count: 100))
    #expect(matrix.accuracy == 0.95)
    #expect(matrix.isUneven)
    #expect(matrix.balancedAccuracy == 0.5)
    #expect(matrix.classTable.contains("rare"))
    #expect(!ConfusionMatrix(classNames: ["a", "b"], truths: [0, 1], answers: [0, 0]).isUneven)
  }
}
