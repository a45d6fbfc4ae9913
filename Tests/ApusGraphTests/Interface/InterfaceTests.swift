import ApusGraph
import Testing

/// Two inputs, a state that adds up, and two outputs: the sum of inputs and state, and a classifier's probabilities.
func severalOfEach() throws -> Graph {
  var builder = GraphBuilder(name: "several", inputShape: [4], preprocessing: nil)
  builder.input("other", shape: [4])
  builder.state("memory", shape: [4], initial: [1, 2, 3, 4], update: "total")
  builder.add("both", .add(Add()), from: ["input", "other"])
  builder.add("total", .add(Add()), from: ["both", "memory"])
  builder.output("sum", meaning: .values)
  try builder.dense("fc", features: 3)
  builder.add("softmax", .softmax(Softmax()))
  builder.output("class", classNames: ["a", "b", "c"])
  return try builder.build(seed: 1)
}

struct InterfaceTests {
  @Test func theOutputFollowsTheLastNodeUntilOneIsSet() throws {
    var builder = GraphBuilder(name: "n", inputShape: [4], preprocessing: nil)
    try builder.dense("fc", features: 2)
    #expect(builder.graph.outputs == [NetworkOutput(name: "output", node: "fc", meaning: .logits)])
    builder.add("softmax", .softmax(Softmax()))
    #expect(
      builder.graph.outputs == [NetworkOutput(name: "output", node: "softmax", meaning: .probabilities)])

    var graph = builder.graph
    graph.outputs = graph.outputs
    #expect(graph == builder.graph && graph.hashValue == builder.graph.hashValue)
    let later = Node(name: "later", operation: .relu(ReLU()), inputs: ["softmax"])
    graph.nodes.append(later)
    #expect(graph.outputs.map(\.node) == ["softmax"])
    graph.outputs = []
    #expect(graph.outputs.map(\.node) == ["later"])
  }

  @Test func classNamesAreTheFirstOutputsWhicheverWayItIsSet() throws {
    var graph = try severalOfEach()
    graph.classNames = ["w", "x", "y", "z"]
    #expect(graph.outputs.map(\.classNames) == [["w", "x", "y", "z"], ["a", "b", "c"]])
    graph.outputs = []
    graph.classNames = ["p", "q", "r"]
    #expect(graph.outputs.map(\.classNames) == [["p", "q", "r"]])
  }

  @Test func meaningsAreInferredFromWhatMadeTheNumbers() throws {
    func meaning(_ features: Int, _ operations: Operation...) throws -> OutputMeaning {
      var builder = GraphBuilder(name: "n", inputShape: [4], preprocessing: nil)
      try builder.dense("fc", features: features)
      for (index, operation) in operations.enumerated() { builder.add("\(index)", operation) }
      return builder.graph.outputs[0].meaning
    }
    #expect(try meaning(3) == .logits)
    #expect(try meaning(3, .relu(ReLU())) == .logits)
    #expect(try meaning(3, .softmax(Softmax())) == .probabilities)
    #expect(try meaning(3, .sigmoid(Sigmoid())) == .independentProbabilities)
    #expect(try meaning(1, .sigmoid(Sigmoid())) == .probability)
    #expect(try meaning(4, .softmax(Softmax()), .reshape(Reshape(shape: [2, 2, 1]))) == .probabilities)
  }

  @Test func aSoundNetworkOfSeveralInputsOutputsAndStatesIsAccepted() throws {
    let graph = try severalOfEach()
    #expect(try graph.shapes()["memory"] == [4])
    #expect(try graph.outputShape() == [4])
    #expect(graph.exposedValues == ["total", "softmax"])
    #expect(graph.sources(of: ["total"]) == ["total", "both", "memory", "input", "other"])
    #expect(graph.consumers(of: "memory").map(\.name) == ["total"])
  }

  private static let defects: [(GraphError, @Sendable (inout Graph) -> Void)] = [
    (.noInput, { $0.inputs = [] }),
    (.duplicateName("memory"), { $0.inputs[1].name = "memory" }),
    (.duplicateName("fc"), { $0.states.append(NetworkState(name: "fc", shape: [4], update: "total")) }),
    (.input([2, 0]), { $0.inputs[0].shape = [2, 0] }),
    (.input([1, 1, 1, 1]), { $0.states[0].shape = [1, 1, 1, 1] }),
    (.preprocessing, { $0.inputs[1].preprocessing = .photograph }),
    (.duplicateOutput("sum"), { $0.outputs[1].name = "sum" }),
    (.unknownOutput("sum", node: "memory"), { $0.outputs[0].node = "memory" }),
    (.probability("sum", found: 4), { $0.outputs[0].meaning = .probability }),
    (.classCount(names: 2, outputs: 3), { $0.outputs[1].classNames = ["a", "b"] }),
    (.temperature("class"), { $0.outputs[1].temperature = 0 }),
    (.temperature("class"), { $0.outputs[1].temperature = .infinity }),
    (.unknownRule("class"), { $0.outputs[1].unknownRule = .output(3) }),
    (.unknownRule("class"), { $0.outputs[1].unknownRule = .margin(-1) }),
    (.unknownRule("class"), { $0.outputs[1].unknownRule = .energy(.nan) }),
    (.initialState("memory"), { $0.states[0].initial = [1, 2] }),
    (.initialState("memory"), { $0.states[0].initial = [.nan] }),
    (.unknownUpdate("memory", value: "nothing"), { $0.states[0].update = "nothing" }),
    (.updateShape("memory", expected: [4], found: [3]), { $0.states[0].update = "softmax" }),
  ]

  @Test(arguments: defects)
  func eachDefectOfInputsOutputsAndStatesIsNamed(
    _ expected: GraphError, _ change: @Sendable (inout Graph) -> Void
  ) throws {
    var graph = try severalOfEach()
    change(&graph)
    #expect(throws: expected) { try graph.validate() }
  }

  @Test func oneProbabilityTellsTwoClassesApart() throws {
    var builder = GraphBuilder(name: "n", inputShape: [4], preprocessing: nil)
    try builder.dense("fc", features: 1)
    builder.add("sigmoid", .sigmoid(Sigmoid()))
    var graph = try builder.build(seed: 1)
    let weights = graph.parameters
    try graph.replaceHead(classNames: ["no", "yes"], seed: 2)
    try graph.validate()
    #expect(graph.parameters == weights && graph.outputs[0].meaning == .probability)
    graph.outputs = graph.outputs
    try graph.replaceHead(classNames: ["a", "b", "c"], seed: 2)
    try graph.validate()
    #expect(try graph.outputShape() == [3] && graph.outputs[0].meaning == .independentProbabilities)
  }

  @Test func aNewHeadForgetsWhatWasChosenForTheOldOne() throws {
    var builder = GraphBuilder(name: "n", inputShape: [4], preprocessing: nil)
    try builder.dense("fc", features: 3)
    builder.output("class", classNames: ["a", "b", "none"])
    builder.current = "input"
    try builder.dense("other", features: 7)
    builder.output("other", meaning: .values)
    var graph = try builder.build(seed: 1)
    graph.outputs[0].temperature = 2
    graph.outputs[0].unknownRule = .output(2)

    var fewer = graph
    try fewer.keepOutputs([2, 0])
    try fewer.validate()
    #expect(fewer.outputs[0].unknownRule == .output(0) && fewer.outputs[0].temperature == 2)

    #expect(graph.head?.name == "fc")
    try graph.replaceHead(classNames: ["p", "q"], seed: 3)
    try graph.validate()
    #expect(
      graph.outputs[0] == NetworkOutput(name: "class", node: "fc", meaning: .logits, classNames: ["p", "q"]))
  }

  @Test func softmaxesAtOutputsAreTakenOffUnlessSomethingElseTakesThem() throws {
    let graph = try severalOfEach().endingInLogits
    try graph.validate()
    #expect(graph.outputs.map(\.node) == ["total", "fc"] && graph.outputs[1].meaning == .logits)
    #expect(graph[node: "softmax"] == nil)

    var taken = try severalOfEach()
    taken.nodes.append(Node(name: "mean", operation: .relu(ReLU()), inputs: ["softmax"]))
    #expect(taken.endingInLogits[node: "softmax"] != nil)
  }

  @Test func aQuantizedGraphsSkeletonHasItsInputsOutputsAndStates() throws {
    let quantization = QuantizationParameters(scale: 0.5, zeroPoint: 2)
    let state = QuantizedState(
      name: "memory", shape: [4], quantization: quantization, initial: [2, 4, 0, 2], update: "total")
    let node = QuantizedNode(
      name: "total", operation: .add(Add()), inputs: ["pulse", "memory"], output: quantization)
    let graph = QuantizedGraph(
      name: "n", inputs: [QuantizedInput(name: "pulse", shape: [4], quantization: quantization)],
      outputs: [QuantizedOutput(name: "sum", node: "total", meaning: .values)], states: [state], nodes: [node]
    )
    try graph.skeleton.validateInterface()
    #expect(
      graph.skeleton.states == [
        NetworkState(name: "memory", shape: [4], initial: [0, 1, -1, 0], update: "total")
      ])
    #expect(graph.skeleton.outputs == [NetworkOutput(name: "sum", node: "total", meaning: .values)])
    #expect(graph.skeleton.inputs == [NetworkInput(name: "pulse", shape: [4])])
  }
}
