import ApusExporter
import ApusGraph
import RuntimeTestSupport
import Testing

@Suite struct RefusalTests {
  /// A graph of one operator on an 4×4×2 input at scale 0.1.
  private func graph(
    _ operation: ApusGraph.Operation, inputs: [String] = [Graph.inputName],
    output: QuantizationParameters = QuantizationParameters(scale: 0.1, zeroPoint: 0),
    weights: QuantizedWeights? = nil, bias: [Int32]? = nil, operand: QuantizedOperand? = nil
  ) -> QuantizedGraph {
    QuantizedGraph(
      name: "one", inputShape: [4, 4, 2], input: QuantizationParameters(scale: 0.1, zeroPoint: 0),
      preprocessing: .photograph, classNames: [],
      nodes: [
        QuantizedNode(
          name: "node", operation: operation, inputs: inputs, output: output, weights: weights, bias: bias,
          operand: operand)
      ])
  }

  private let convolution = Convolution(
    inputChannels: 2, outputChannels: 2, window: Window(kernel: Size(2)))

  private func weights(
    repeating value: Int8 = 1, count: Int = 16, scale: Float = 0.01
  ) -> QuantizedWeights {
    QuantizedWeights(
      shape: [2, 2, 2, 2], values: Array(repeating: value, count: count), scales: [scale, scale])
  }

  @Test func aSoundConvolutionIsTaken() throws {
    let file = try Exporter.export(graph(.convolution(convolution), weights: weights(), bias: [1, 2]))
    let loaded = try LoadedModel(file)
    #expect(loaded.session.model[operator: 0].kind == .convolution)
    withExtendedLifetime(loaded) {}
  }

  @Test func imagesOfOtherElementsThanInt8AreRefused() {
    var graph = graph(.relu(ReLU()))
    graph.inputs[0].elementType = .int16
    graph.inputs[0].quantization.zeroPoint = 0
    #expect(throws: ExporterError.imageElements(input: "input")) { try Exporter.export(graph) }
  }

  @Test func statesThatDoNotFitTheirElementsAreRefused() {
    var graph = graph(.relu(ReLU()))
    graph.states = [
      QuantizedState(
        name: "s", shape: [4, 4, 2], quantization: graph.input, initial: [128], update: "node")
    ]
    #expect(throws: ExporterError.state("s")) { try Exporter.export(graph) }
  }

  @Test func aTableOfAnotherSizeIsRefused() {
    var graph = graph(.relu(ReLU()))
    graph.outputs = [
      QuantizedOutput(
        node: "node", meaning: .logits,
        unknownRule: .sum(table: Array(repeating: 1, count: 255), threshold: 3))
    ]
    #expect(throws: ExporterError.unknownRule("output")) { try Exporter.export(graph) }
  }

  @Test func nodesThatDoNotFitAreNamed() {
    #expect(throws: ExporterError.graph(.unknownInput(node: "node", input: "nowhere"))) {
      try Exporter.export(graph(.relu(ReLU()), inputs: ["nowhere"]))
    }
    var empty = graph(.relu(ReLU()))
    empty.nodes = []
    #expect(throws: ExporterError.graph(.empty)) { try Exporter.export(empty) }
  }

  @Test func operationsForTrainingAreRefused() {
    #expect(throws: ExporterError.unsupported(node: "node", operation: "batchNormalization")) {
      try Exporter.export(graph(.batchNormalization(BatchNormalization(channels: 2))))
    }
    #expect(throws: ExporterError.unsupported(node: "node", operation: "dropout")) {
      try Exporter.export(graph(.dropout(Dropout())))
    }
  }

  /// The reader allows 2²³ taps.
  @Test func poolsOfTooManyTapsAreRefused() {
    let window = Window(kernel: Size(height: 4096, width: 2049), padding: .same)
    for pool in [
      ApusGraph.Operation.maxPool(MaxPool(window: window)), .averagePool(AveragePool(window: window)),
    ] {
      #expect(throws: ExporterError.tooLarge(node: "node")) { try Exporter.export(graph(pool)) }
    }
  }

  @Test func impossibleScalesAreRefused() {
    for scale in [0, -1, Float.infinity, .nan] {
      #expect(throws: ExporterError.quantization(node: "node")) {
        try Exporter.export(
          graph(.relu(ReLU()), output: QuantizationParameters(scale: scale, zeroPoint: 0)))
      }
    }
    #expect(throws: ExporterError.quantization(node: "node")) {
      try Exporter.export(graph(.relu(ReLU()), output: QuantizationParameters(scale: 1, zeroPoint: 128)))
    }
    #expect(throws: ExporterError.multiplier(node: "node")) {
      try Exporter.export(graph(.relu(ReLU()), output: QuantizationParameters(scale: 1e-30, zeroPoint: 0)))
    }
    #expect(throws: ExporterError.output(node: "node", needed: .probability)) {
      try Exporter.export(graph(.softmax(Softmax())))
    }
  }

  @Test func weightsThatDoNotFitAreRefused() {
    let operation = ApusGraph.Operation.convolution(convolution)
    #expect(throws: ExporterError.weights(node: "node")) { try Exporter.export(graph(operation)) }
    #expect(throws: ExporterError.weights(node: "node")) {
      try Exporter.export(graph(operation, weights: weights(count: 15)))
    }
    #expect(throws: ExporterError.weights(node: "node")) {
      try Exporter.export(graph(operation, weights: weights(repeating: -128)))
    }
    #expect(throws: ExporterError.weights(node: "node")) {
      try Exporter.export(graph(operation, weights: weights(scale: .nan)))
    }
    #expect(throws: ExporterError.bias(node: "node")) {
      try Exporter.export(graph(operation, weights: weights(), bias: [1]))
    }
  }

  @Test func constantOperandsThatDoNotFitAreRefused() throws {
    let multiply = ApusGraph.Operation.multiply(Multiply(constant: ConstantOperand(shape: [2])))
    func operand(_ values: [Int8], scale: Float = 0.1, zeroPoint: Int = 3) -> QuantizedOperand {
      QuantizedOperand(
        values: values, quantization: QuantizationParameters(scale: scale, zeroPoint: zeroPoint))
    }
    _ = try Exporter.export(graph(multiply, operand: operand([1, 2])))
    for wrong in [
      nil, operand([1]), operand([1, 2], scale: 0), operand([1, 2], scale: .nan),
      operand([1, 2], zeroPoint: 128),
    ] {
      #expect(throws: ExporterError.operand(node: "node")) {
        try Exporter.export(graph(multiply, operand: wrong))
      }
    }
    let inputs = [Graph.inputName, Graph.inputName]
    #expect(throws: ExporterError.operand(node: "node")) {
      try Exporter.export(graph(.add(Add()), inputs: inputs, operand: operand([1, 2])))
    }
    #expect(throws: ExporterError.multiplier(node: "node")) {
      try Exporter.export(graph(multiply, operand: operand([1, 2], scale: 1e6)))
    }
    let mismatch = ShapeError.mismatch([4, 4, 2], [3])
    #expect(throws: ExporterError.graph(.shape(node: "node", mismatch))) {
      try Exporter.export(
        graph(.add(Add(constant: ConstantOperand(shape: [3]))), operand: operand([1, 2, 3])))
    }
  }

  @Test func lookupsOfScalesThatTheirArithmeticCannotExpressAreRefused() throws {
    #expect(throws: ExporterError.output(node: "node", needed: .probability)) {
      try Exporter.export(graph(.sigmoid(Sigmoid())))
    }
    for scale in [1e-4, 100] as [Float] {
      #expect(throws: ExporterError.multiplier(node: "node")) {
        try Exporter.export(
          graph(.hardSwish(HardSwish()), output: QuantizationParameters(scale: scale, zeroPoint: 0)))
      }
    }
  }

  @Test func anAccumulatorThatCouldOverflowIsRefused() throws {
    // Eight taps of 127 · 128 and a bias: 2³¹ − 1 − 256 is the most that is allowed.
    let most = Int32.max - 256 - 8 * 127 * 128
    let operation = ApusGraph.Operation.convolution(convolution)
    let heavy = weights(repeating: 127)
    _ = try Exporter.export(graph(operation, weights: heavy, bias: [0, most]))
    #expect(throws: ExporterError.accumulator(node: "node", channel: 1)) {
      try Exporter.export(graph(operation, weights: heavy, bias: [0, most + 1]))
    }
    #expect(throws: ExporterError.accumulator(node: "node", channel: 0)) {
      try Exporter.export(graph(operation, weights: heavy, bias: [.min, 0]))
    }
  }

  @Test func metadataThatDoesNotFitIsRefused() {
    var named = graph(.relu(ReLU()))
    named.name = String(repeating: "a", count: 256)
    #expect(throws: ExporterError.nameTooLong(named.name)) { try Exporter.export(named) }
    var classes = graph(.relu(ReLU()))
    classes.classNames = ["only"]
    #expect(throws: ExporterError.graph(.classCount(names: 1, outputs: 32))) { try Exporter.export(classes) }
    var preprocessed = graph(.relu(ReLU()))
    preprocessed.preprocessing.divisor = [1, 0]
    #expect(throws: ExporterError.graph(.preprocessing)) { try Exporter.export(preprocessed) }
    preprocessed.preprocessing.divisor = [1, 1, 1]
    #expect(throws: ExporterError.graph(.preprocessing)) { try Exporter.export(preprocessed) }
  }

  @Test func everyErrorIsOneSentence() {
    let errors: [ExporterError] = [
      .graph(.empty), .unsupported(node: "a", operation: "b"), .quantization(node: "a"),
      .output(node: "a", needed: .probability), .weights(node: "a"), .operand(node: "a"),
      .bias(node: "a"), .multiplier(node: "a"),
      .accumulator(node: "a", channel: 3), .tooLarge(node: "a"), .nameTooLong("a"),
      .imageElements(input: "a"), .state("a"), .unknownRule("a"), .rejected(.notAModel),
    ]
    for error in errors { #expect(!error.description.contains("\n") && error.description.count > 10) }
  }
}
