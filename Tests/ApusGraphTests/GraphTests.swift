import ApusGraph
import ApusZoo
import Testing

@Suite struct GraphTests {
  @Test func replacingTheHeadKeepsAllOtherWeights() throws {
    let original = try Zoo.leNet5(seed: 1)
    var changed = original
    try changed.replaceHead(classNames: (0..<26).map { "\($0)" }, seed: 2)
    try changed.validate()
    #expect(try changed.outputShape() == [26])
    for (name, tensor) in original.parameters where !name.hasPrefix("fc3.") {
      #expect(changed.parameters[name] == tensor)
    }
  }

  @Test func replacingTheHeadByOneOfTheSameSizeKeepsItsWeights() throws {
    let original = try Zoo.leNet5(seed: 1)
    var renamed = original
    try renamed.replaceHead(classNames: (0..<10).map { "\($0)" }, seed: 2)
    #expect(renamed.parameters == original.parameters)
    try renamed.replaceHead(classNames: (0..<10).map { "\($0)" }, seed: 2, always: true)
    #expect(renamed.parameters["fc3.weight"] != original.parameters["fc3.weight"])
  }

  @Test func eachDefectIsNamed() throws {
    let sound = try Zoo.leNet5()

    var graph = sound
    graph.nodes[3].inputs = ["relu9"]
    #expect(throws: GraphError.unknownInput(node: "conv2", input: "relu9")) { try graph.validate() }

    graph = sound
    graph.nodes[1].name = "conv1"
    #expect(throws: GraphError.duplicateName("conv1")) { try graph.validate() }

    graph = sound
    graph.parameters["fc1.bias"] = nil
    #expect(throws: GraphError.missingParameter("fc1.bias")) { try graph.validate() }

    graph = sound
    graph.parameters["fc1.bias"] = Tensor(shape: [3])
    #expect(throws: GraphError.parameterShape("fc1.bias", expected: [120], found: [3])) {
      try graph.validate()
    }

    graph = sound
    graph.parameters["stray"] = Tensor(shape: [3])
    #expect(throws: GraphError.strayParameter("stray")) { try graph.validate() }

    graph = sound
    graph.classNames = ["one"]
    #expect(throws: GraphError.classCount(names: 1, outputs: 10)) { try graph.validate() }

    graph = sound
    graph.preprocessing.divisor = [0]
    #expect(throws: GraphError.preprocessing) { try graph.validate() }

    graph = sound
    graph.inputShape = [28, 28, 3]
    #expect(throws: GraphError.shape(node: "conv1", .channels(expected: 1, found: 3))) {
      try graph.validate()
    }
  }

  /// TensorFlow's published example: an input of 13, a window of 6 and a stride of 5 need 3 in all, 1 before
  /// and 2 after, for 3 outputs; VALID gives 2.
  @Test func samePaddingIsTensorFlows() {
    var window = Window(kernel: Size(6), stride: Size(5), padding: .same)
    #expect(
      window.resolvedPadding(height: 13, width: 13) == ResolvedPadding(top: 1, bottom: 2, left: 1, right: 2))
    #expect(window.outputSize(height: 13, width: 13) == Size(3))
    window.padding = .valid
    #expect(window.outputSize(height: 13, width: 13) == Size(2))
  }

  @Test func pixelsOfChannelsThatArePreparedAlikeHaveOneRow() {
    var input = QuantizedInput(
      shape: [1, 1, 3], preprocessing: .photograph,
      quantization: QuantizationParameters(scale: 1 / 64, zeroPoint: 120 - 128))
    #expect(input.pixelRows == [Array(-128...127)])
    input.preprocessing?.offset = [123.675, 116.28, 103.53]
    input.preprocessing?.divisor = [58.395, 57.12, 57.375]
    #expect(input.pixelRows.count == 3)
    #expect(input.pixelRows[1][255] == Int8(min(127, (((255 - 116.28) / 57.12) * 64).rounded() - 8)))
    input.preprocessing = nil
    #expect(input.pixelRows.isEmpty)
  }
}
