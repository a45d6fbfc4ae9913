import ApusGraph

/// Random networks of several inputs, outputs and states, all of one scale, in which values that have the same extents are
/// taken by whatever comes later.
public enum RandomInterfaces {
  private static let quantization = QuantizationParameters(scale: 1 / 16, zeroPoint: 5)

  /// So many of them, always the same.
  public static func forEach(_ count: Int, _ body: (QuantizedGraph) throws -> Void) rethrows {
    var random = RandomSource(seed: 61)
    for _ in 0..<count { try body(graph(&random)) }
  }

  private static func graph(_ random: inout RandomSource) -> QuantizedGraph {
    let shape = Shape([
      1 + random.integer(below: 4), 1 + random.integer(below: 5), 1 + random.integer(below: 6),
    ])
    var graph = QuantizedGraph(
      name: ["", "random", "Überraschung"][random.integer(below: 3)],
      inputs: (0...random.integer(below: 3)).map {
        QuantizedInput(
          name: $0 == 0 && random.integer(below: 2) == 0 ? Graph.inputName : "in \($0)", shape: shape,
          preprocessing: preprocessing(channels: shape.channels, &random), quantization: quantization)
      })
    var values = graph.inputs.map(\.name)
    let stateCount = random.integer(below: 3)
    let states = (0..<stateCount).map { "state \($0)" }
    values += states
    let nodeCount = 1 + random.integer(below: 12)
    for index in 0..<nodeCount {
      let nodes = nodes("node \(index)", of: shape, from: values, &random)
      graph.nodes += nodes
      values.append(nodes[nodes.count - 1].name)
    }
    graph.states = states.map { name in
      let isTold = random.integer(below: 2) == 0
      return QuantizedState(
        name: name, shape: shape, quantization: quantization,
        initial: isTold ? random.integers(shape.count).map { Int32($0) } : nil,
        update: values[random.integer(below: values.count)])
    }
    if random.integer(below: 3) > 0 {
      graph.outputs = (0...random.integer(below: 3)).map {
        output($0, from: Array(values.suffix(nodeCount)), of: shape, &random)
      }
    }
    if random.integer(below: 4) == 0 {
      let outputs = graph.outputs
      graph.nodes.append(
        QuantizedNode(
          name: "index", operation: .argMax(ArgMax()), inputs: [values[random.integer(below: values.count)]],
          output: QuantizationParameters(scale: 1, zeroPoint: 0), elementType: .int32))
      graph.outputs = outputs + [QuantizedOutput(name: "index", node: "index", meaning: .values)]
    }
    return graph
  }

  private static func preprocessing(channels: Int, _ random: inout RandomSource) -> Preprocessing? {
    func numbers(_ range: ClosedRange<Float>) -> [Float] {
      (0..<(random.integer(below: 2) == 0 ? 1 : channels)).map { _ in
        random.uniform(range.lowerBound, range.upperBound)
      }
    }
    return switch random.integer(below: 4) {
    case 0: nil
    case 1: .digit
    case 2: .pixels
    default:
      Preprocessing(
        style: .photograph, offset: numbers(0...255), divisor: numbers(1...100),
        fit: Preprocessing.Fit.allCases[random.integer(below: 3)],
        channelOrder: Preprocessing.ChannelOrder.allCases[random.integer(below: 2)])
    }
  }

  private static func output(
    _ index: Int, from nodes: [String], of shape: Shape, _ random: inout RandomSource
  ) -> QuantizedOutput {
    let isOne = shape.count == 1
    let meanings = OutputMeaning.allCases.filter { isOne || $0 != .probability }
    let meaning = meanings[random.integer(below: meanings.count)]
    var output = QuantizedOutput(
      name: "out \(index)", node: nodes[random.integer(below: nodes.count)], meaning: meaning
    )
    if random.integer(below: 2) == 0 {
      output.classNames = (0..<meaning.classCount(elements: shape.count)).map { "class \($0)" }
    }
    guard meaning != .values, meaning != .probability else { return output }
    if random.integer(below: 3) == 0 { output.temperature = random.uniform(0.5, 4) }
    switch random.integer(below: 4) {
    case 0: output.unknownRule = .output(random.integer(below: shape.count))
    case 1: output.unknownRule = .margin(random.integer(below: 256))
    case 2:
      output.unknownRule = .sum(
        table: (0..<256).map { UInt16($0 * $0) }, threshold: random.integer(below: 1 << 20))
    default: break
    }
    return output
  }

  /// An operator, or several, whose last value has the same extents.
  private static func nodes(
    _ name: String, of shape: Shape, from values: [String], _ random: inout RandomSource
  ) -> [QuantizedNode] {
    let inputs = (0..<4).map { _ in values[random.integer(below: values.count)] }
    let window = Window(kernel: Size(height: 1 + random.integer(below: 3), width: 3), padding: .same)
    let extents = shape.dimensions
    func first(_ axis: Int, from begin: Int = 0) -> Slice.Axis { .init(begin: begin, count: extents[axis]) }
    let operations: [Operation] =
      switch random.integer(below: 17) {
      case 0: [.add(Add())]
      case 1: [.subtract(Subtract())]
      case 2: [.multiply(Multiply())]
      case 3: [.maximum(Maximum())]
      case 4: [.minimum(Minimum())]
      case 5: [.maxPool(MaxPool(window: window))]
      case 6: [.averagePool(AveragePool(window: window))]
      case 7: [.reshape(Reshape(shape: [shape.count])), .reshape(Reshape(shape: shape))]
      case 8: [.leakyReLU(LeakyReLU(slope: 0.1))]
      case 9: [.hardSwish(HardSwish())]
      case 10:
        [
          .pad(Pad(border: ResolvedPadding(top: 2, bottom: 0, left: 0, right: 1), channelsAfter: 1)),
          .slice(Slice(rows: first(0, from: 2), columns: first(1), channels: first(2))),
        ]
      case 11:
        [
          .concatenate(Concatenate(axis: Concatenate.Axis.allCases[random.integer(below: 3)])),
          .slice(Slice(rows: first(0), columns: first(1), channels: first(2))),
        ]
      case 12: [.transpose(Transpose(order: [2, 0, 1])), .transpose(Transpose(order: [1, 2, 0]))]
      case 13:
        [
          .resizeNearest(ResizeNearest(Resampling(size: Size(height: extents[0] + 2, width: extents[1])))),
          .resizeBilinear(ResizeBilinear(Resampling(size: Size(height: extents[0], width: extents[1])))),
        ]
      case 14:
        // Into int16, a sum there, and back.
        [.reshape(Reshape(shape: shape)), .add(Add()), .reshape(Reshape(shape: shape))]
      case 15:
        [
          .convolution(Convolution(inputChannels: extents[2], outputChannels: extents[2], window: window))
        ]
      default:
        [
          .transposedConvolution(
            TransposedConvolution(
              inputChannels: extents[2], outputChannels: extents[2], kernel: Size(3), stride: Size(1),
              padding: ResolvedPadding(top: 1, bottom: 1, left: 1, right: 1), outputPadding: Size(0)))
        ]
      }
    var result: [QuantizedNode] = []
    for (index, operation) in operations.enumerated() {
      let range = operation.body.inputCount
      let count = range.lowerBound + random.integer(below: min(range.upperBound, 4) - range.lowerBound + 1)
      var node = QuantizedNode(
        name: index == operations.count - 1 ? name : "\(name), \(index)", operation: operation,
        inputs: result.last.map { Array(repeating: $0.name, count: count) } ?? Array(inputs.prefix(count)),
        output: quantization)
      if operations.count == 3, index < 2 {
        (node.output, node.elementType) = (QuantizationParameters(scale: 1 / 512, zeroPoint: 0), .int16)
      }
      if let layer = operation.weighted {
        let shape = layer.parameters[0].shape
        node.weights = QuantizedWeights(
          shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Int8(random.integer(below: 255) - 127) },
          scales: (0..<layer.outputChannels).map { _ in random.uniform(0.0005, 0.004) })
        node.bias = (0..<layer.outputChannels).map { _ in Int32(random.integer(below: 4001) - 2000) }
      }
      result.append(node)
    }
    return result
  }
}
