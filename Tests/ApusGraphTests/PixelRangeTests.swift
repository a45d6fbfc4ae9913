import ApusGraph
import Testing

@Suite struct PixelRangeTests {
  @Test(arguments: PixelRange.allCases, [1, 3, 4])
  func aRangeIsKnownByItsPreprocessing(_ range: PixelRange, _ channels: Int) {
    guard PixelRange.usual(channels: channels).contains(range) else { return }
    #expect(PixelRange(range.preprocessing(channels: channels)) == range)
  }

  @Test func anotherPreprocessingIsNoUsualRange() {
    #expect(PixelRange(.digit) == nil)
    #expect(PixelRange(Preprocessing(style: .photograph, offset: [1, 2, 3], divisor: [1])) == nil)
  }

  /// A network whose first layer is an operation on the input.
  private func graph(_ operation: Operation, _ parameters: [String: Tensor]) -> Graph {
    var graph = Graph(name: "g", inputShape: [4, 4, 3], preprocessing: .pixels)
    graph.nodes = [
      Node(name: "first", operation: operation, inputs: [Graph.inputName]),
      Node(name: "pool", operation: .globalAveragePool(GlobalAveragePool()), inputs: ["first"]),
    ]
    graph.parameters = parameters
    return graph
  }

  @Test func aFirstLayerThatScalesOrShiftsPixelsTellsTheRange() {
    let one = ConstantOperand(shape: [1])
    let told: [(Operation, Float, PixelRange)] = [
      (.multiply(Multiply(constant: one)), 1 / 255, .pixels),
      (.multiply(Multiply(constant: one)), 1 / 127.5, .pixels),
      (.divide(Divide(constant: one)), 255, .pixels),
      (.subtract(Subtract(constant: one)), 127.5, .pixels),
      (.subtract(Subtract(constant: one)), 0.5, .unit),
      (.add(Add(constant: one)), -0.5, .unit),
      (.add(Add(constant: one)), -117, .pixels),
    ]
    for (operation, constant, range) in told {
      let graph = graph(operation, ["first.operand": Tensor(shape: [1], values: [constant])])
      #expect(graph.pixelRangeEvidence?.range == range, "\(operation) \(constant)")
    }
    let untold: [(Operation, Float)] = [
      (.multiply(Multiply(constant: one)), 2), (.add(Add(constant: one)), 0.5), (.relu(ReLU()), 0),
    ]
    for (operation, constant) in untold {
      let graph = graph(operation, ["first.operand": Tensor(shape: [1], values: [constant])])
      #expect(graph.pixelRangeEvidence == nil, "\(operation) \(constant)")
    }
  }

  /// The moments of natural pictures in each range.
  @Test(arguments: [
    (120 as Float, 64 as Float, PixelRange.pixels), (0.47, 0.25, .unit), (-0.06, 0.5, .symmetric),
    (0, 1.1, .imageNet),
  ])
  func aNormalizationOfTheInputTellsTheRange(_ mean: Float, _ deviation: Float, _ range: PixelRange) {
    func three(_ value: Float) -> Tensor { Tensor(shape: [3], values: [value, value, value]) }
    let graph = graph(
      .batchNormalization(BatchNormalization(channels: 3)),
      [
        "first.weight": three(1), "first.bias": three(0), "first.running_mean": three(mean),
        "first.running_var": three(deviation * deviation),
      ])
    #expect(graph.pixelRangeEvidence?.range == range)
  }

  @Test(arguments: [
    (Float(1), -128, PixelRange.pixels), (Float(1) / 255, -128, .unit), (Float(2) / 255, 0, .symmetric),
    (Float(1) / 127.5, -1, .symmetric), (Float(4.758) / 255, -14, .imageNet),
  ])
  func theEndsOfAQuantizedInputTellTheRange(_ scale: Float, _ zeroPoint: Int, _ range: PixelRange) {
    let quantization = QuantizationParameters(scale: scale, zeroPoint: zeroPoint)
    let input = QuantizedInput(shape: [4, 4, 3], preprocessing: .pixels, quantization: quantization)
    #expect(input.pixelRangeEvidence?.range == range)
  }

  @Test func otherEndsOfAQuantizedInputTellNothing() {
    let quantization = QuantizationParameters(scale: 0.1, zeroPoint: 3)
    let input = QuantizedInput(shape: [4, 4, 3], preprocessing: .pixels, quantization: quantization)
    #expect(input.pixelRangeEvidence == nil)
  }
}
