import ApusGraph
import Foundation

/// One operator, its input and TFLite Micro's answer, as `Tools/golden-operators` writes it.
struct GoldenCase: Decodable {
  struct Value: Decodable {
    var shape: [Int]
    var scale: Float
    var zeroPoint: Int

    var quantization: QuantizationParameters { QuantizationParameters(scale: scale, zeroPoint: zeroPoint) }
  }

  struct Constant: Decodable {
    var isFirst: Bool
    var shape: [Int]
    var scale: Float
    var zeroPoint: Int
    var data: String

    var description: ConstantOperand { ConstantOperand(shape: Shape(shape), isFirst: isFirst) }
    var operand: QuantizedOperand {
      QuantizedOperand(
        values: GoldenCase.integers(data),
        quantization: QuantizationParameters(scale: scale, zeroPoint: zeroPoint))
    }
  }

  struct TapWindow: Decodable {
    var kernel: [Int]
    var stride: [Int]
    var dilation: [Int]
    var same: Bool
  }

  var inputs: [Value]
  var output: Value
  var window: TapWindow?
  var groups: Int?
  var multiplier: Int?
  var activation: String?
  var slope: Float?
  var amounts: [[Int]]?
  var constant: Constant?
  var weightScales: [Float]?
  var weights: String?
  var bias: String?
  var inputData: [String]
  var outputData: String

  /// The cases of one kind, from the fixtures or from the folder that `APUS_GOLDEN_OPERATORS` names.
  static func load(_ kind: String) throws -> [GoldenCase] {
    let fixtures = Bundle.module.resourceURL!.appendingPathComponent("Fixtures").path
    let folder = ProcessInfo.processInfo.environment["APUS_GOLDEN_OPERATORS"] ?? fixtures
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kind).json"))
    return try JSONDecoder().decode([GoldenCase].self, from: data)
  }

  /// What is fed to the graph: all inputs at once, joined along the channels.
  var input: [Int8] {
    let parts = inputData.map(Self.integers)
    guard parts.count > 1 else { return parts[0] }
    let positions = inputs[0].shape.dropLast().reduce(1, *)
    var joined: [Int8] = []
    for position in 0..<positions {
      for (part, value) in zip(parts, inputs) {
        let channels = value.shape.last!
        joined += part[(position * channels)..<((position + 1) * channels)]
      }
    }
    return joined
  }

  /// TFLite Micro's answer.
  var expected: [Int8] { Self.integers(outputData) }

  fileprivate static func integers(_ base64: String) -> [Int8] {
    Data(base64Encoded: base64)!.map { Int8(bitPattern: $0) }
  }

  private var taps: Window {
    let window = window!
    return Window(
      kernel: Size(height: window.kernel[0], width: window.kernel[1]),
      stride: Size(height: window.stride[0], width: window.stride[1]),
      dilation: Size(height: window.dilation[0], width: window.dilation[1]),
      padding: window.same ? .same : .valid)
  }

  private func quantizedWeights(_ shape: [Int]) -> QuantizedWeights {
    QuantizedWeights(shape: shape, values: Self.integers(weights!), scales: weightScales!)
  }

  private var biases: [Int32]? {
    bias.map { Data(base64Encoded: $0)!.withUnsafeBytes { Array($0.bindMemory(to: Int32.self)) } }
  }

  private func operation(_ kind: String) -> (ApusGraph.Operation, QuantizedWeights?) {
    let shape = inputs[0].shape
    let channels = shape.last!
    let outputs = output.shape.last!
    switch kind {
    case "convolution":
      let body = Convolution(
        inputChannels: channels, outputChannels: outputs, window: taps, groups: groups!)
      return (.convolution(body), quantizedWeights(body.parameters[0].shape))
    case "depthwiseConvolution":
      let body = DepthwiseConvolution(channels: channels, multiplier: multiplier!, window: taps)
      return (.depthwiseConvolution(body), quantizedWeights(body.parameters[0].shape))
    case "dense":
      let body = Dense(inputFeatures: channels, outputFeatures: outputs)
      return (.dense(body), quantizedWeights(body.parameters[0].shape))
    case "maxPool": return (.maxPool(MaxPool(window: taps)), nil)
    case "averagePool": return (.averagePool(AveragePool(window: taps)), nil)
    case "globalAveragePool": return (.globalAveragePool(GlobalAveragePool()), nil)
    case "sigmoid": return (.sigmoid(Sigmoid()), nil)
    case "hardSwish": return (.hardSwish(HardSwish()), nil)
    case "add", "addConstant": return (.add(Add(constant: constant?.description)), nil)
    case "subtract": return (.subtract(Subtract(constant: constant?.description)), nil)
    case "multiply": return (.multiply(Multiply(constant: constant?.description)), nil)
    case "relu": return (.relu(ReLU()), nil)
    case "relu6": return (.relu6(ReLU6()), nil)
    case "leakyReLU": return (.leakyReLU(LeakyReLU(slope: slope!)), nil)
    case "softmax": return (.softmax(Softmax()), nil)
    case "concatenate": return (.concatenate(Concatenate()), nil)
    case "pad":
      let amounts = amounts!
      let border = ResolvedPadding(
        top: amounts[0][0], bottom: amounts[0][1], left: amounts[1][0], right: amounts[1][1])
      return (
        .pad(Pad(border: border, channelsBefore: amounts[2][0], channelsAfter: amounts[2][1])), nil
      )
    // A pool of 1×1 windows only copies; the exporter puts a rescaling in front of it.
    case "rescale": return (.maxPool(MaxPool(1)), nil)
    default: fatalError("no such kind: \(kind)")
    }
  }

  /// The operator in a graph of its own. Several inputs are cut out of one with 1×1 convolutions that copy.
  func graph(_ kind: String) -> QuantizedGraph {
    var shape = inputs[0].shape
    let joined = inputs.reduce(0) { $0 + $1.shape.last! }
    shape[shape.count - 1] = joined
    var result = QuantizedGraph(
      name: kind, inputShape: Shape(shape), input: inputs[0].quantization,
      preprocessing: Preprocessing(style: .photograph, offset: [0], divisor: [1]), classNames: [], nodes: [])
    var sources = [Graph.inputName]
    if shape.count != 3 {
      result.inputShape = Shape([1] + Array(repeating: 1, count: max(0, 2 - shape.count)) + shape)
      sources = ["shaped"]
      result.nodes.append(
        QuantizedNode(
          name: "shaped", operation: .reshape(Reshape(shape: Shape(shape))), inputs: [Graph.inputName],
          output: result.input))
    }
    if inputs.count > 1 { sources = cut(joined, into: &result) }
    let (operation, weights) = operation(kind)
    result.nodes.append(
      QuantizedNode(
        name: "operator", operation: operation, inputs: sources,
        activation: activation.map { FusedActivation(rawValue: $0)! } ?? .none,
        output: output.quantization, weights: weights, bias: biases, operand: constant?.operand))
    return result
  }

  /// Adds a convolution for each input that picks its channels. With a weight of 1 at the scale that turns
  /// the first input's into its own, the integers pass unchanged up to the zero point, which a bias mends.
  private func cut(_ joined: Int, into graph: inout QuantizedGraph) -> [String] {
    var first = 0
    var names: [String] = []
    for (number, value) in inputs.enumerated() {
      let channels = value.shape.last!
      var weights = [Int8](repeating: 0, count: channels * joined)
      for channel in 0..<channels { weights[channel * joined + first + channel] = 1 }
      let body = Convolution(
        inputChannels: joined, outputChannels: channels, window: Window(kernel: Size(1)))
      let scale = value.scale / inputs[0].scale
      let offset = Int32(inputs[0].zeroPoint - value.zeroPoint)
      names.append("part\(number)")
      graph.nodes.append(
        QuantizedNode(
          name: names[number], operation: .convolution(body), inputs: [Graph.inputName],
          output: value.quantization,
          weights: QuantizedWeights(
            shape: body.parameters[0].shape, values: weights,
            scales: Array(repeating: scale, count: channels)),
          bias: Array(repeating: offset, count: channels)))
      first += channels
    }
    return names
  }
}
