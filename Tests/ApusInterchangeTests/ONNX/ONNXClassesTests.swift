import ApusGraph
import ApusInterchange
import Testing

/// Classifiers of scikit-learn whose classes have names: the scores have these, and the name of the likeliest is no output.
@Suite struct ONNXClassesTests {
  private typealias Message = ONNXMessages
  private static let names = ["ash", "oak", "yew"]
  private static let settings = [
    Message.setting("coefficients", (0..<12).map { Float($0) / 8 }),
    Message.setting("intercepts", [0, 1, 2]),
    Message.setting("classlabels_strings", names),
  ]

  @Test func scoresHaveTheNamesOfTheirClasses() throws {
    let node = Message.learned("LinearClassifier", ["x"], ["label", "scores"], Self.settings)
    let graph = try ONNX.network(from: Message.file([node], outputs: ["label", "scores"]), name: "x").float()
    #expect(graph.outputs.map(\.name) == ["scores"])
    #expect(graph.outputs[0].meaning == .logits)
    #expect(graph.outputs[0].classNames == Self.names)
  }

  @Test func classesAtComputedPlacesHaveNames() throws {
    let axis = Message.field(5, Message.field(1, "axis") + Message.field(3, Int64(1)))
    let nodes = [
      Message.node("Softmax", ["x"], ["scores"]), Message.node("ArgMax", ["scores"], ["place"]) + axis,
      Message.learned("ArrayFeatureExtractor", ["names", "place"], ["label"], []),
    ]
    let bytes = Message.file(
      nodes, inputs: [Message.value("x", [1, 3])], outputs: ["label", "scores"],
      constants: [Message.constant("names", Self.names)])
    let graph = try ONNX.network(from: bytes, name: "x").float()
    #expect(graph.outputs.map(\.name) == ["scores"])
    #expect(graph.outputs[0].meaning == .probabilities)
    #expect(graph.outputs[0].classNames == Self.names)
  }

  @Test func namesAloneAreNoOutput() {
    let node = Message.learned("LinearClassifier", ["x"], ["y"], Self.settings)
    let error = #expect(throws: ONNXError.self) {
      try ONNX.network(from: Message.file([node]), name: "x")
    }
    #expect(error?.description.contains("gives the names of classes, but not their scores") == true)
  }
}
