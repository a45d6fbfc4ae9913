import ApusExporter
import ApusGraph
import ApusRuntime
import Foundation
import RuntimeTestSupport
import Testing

/// Operators of int16, through quantized graph, exporter, reader and session, against TFLite Micro's reference kernels
/// (`Tools/golden-operators` made the fixtures).
@Suite struct WideGoldenTests {
  @Test(
    arguments: [
      "convolution16", "depthwiseConvolution16", "dense16", "subtract16", "multiply16", "leakyReLU16",
      "maxPool16", "averagePool16", "sigmoid16", "tanh16", "mean16", "sum16", "maximum16", "minimum16",
      "softmax16",
    ])
  func equalsTensorFlowLiteMicroByteForByte(_ kind: String) throws {
    let fixtures = Bundle.module.resourceURL!.appendingPathComponent("Fixtures").path
    let folder = ProcessInfo.processInfo.environment["APUS_GOLDEN_OPERATORS"] ?? fixtures
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(kind).json"))
    let cases = try JSONDecoder().decode([WideCase].self, from: data)
    #expect(!cases.isEmpty)
    for (number, golden) in cases.enumerated() {
      for form in FileForm.allCases {
        let model = try LoadedModel(golden.graph(kind), form: form)
        for (index, given) in golden.inputData.enumerated() {
          let bytes = UnsafeMutableRawBufferPointer(model.session.input(index).integers)
          bytes.copyBytes(from: Data(base64Encoded: given)!)
        }
        model.session.run()
        let found = Data(UnsafeRawBufferPointer(model.session.output(0).integers))
        #expect(found == Data(base64Encoded: golden.outputData)!, "case \(number) of \(kind), \(form)")
      }
    }
  }
}

/// An operator of int16 with TFLite Micro's answer.
private struct WideCase: Decodable {
  var inputs: [GoldenCase.Value]
  var output: GoldenCase.Value
  var activation: String?
  var window: GoldenCase.TapWindow?
  var multiplier: Int?
  var slope: Float?
  var axes: [Int]?
  var weightScales: [Float]?
  var weights: String?
  var bias: String?
  var wideSums: Bool?
  var inputData: [String]
  var outputData: String

  private var taps: Window {
    Window(
      kernel: Size(height: window!.kernel[0], width: window!.kernel[1]),
      stride: Size(height: window!.stride[0], width: window!.stride[1]),
      dilation: Size(height: window!.dilation[0], width: window!.dilation[1]),
      padding: window!.same ? .same : .valid)
  }

  private func operation(_ kind: String) -> ApusGraph.Operation {
    let (channels, outputs) = (inputs[0].shape.last!, output.shape.last!)
    switch kind {
    case "convolution16":
      return .convolution(Convolution(inputChannels: channels, outputChannels: outputs, window: taps))
    case "depthwiseConvolution16":
      return .depthwiseConvolution(
        DepthwiseConvolution(channels: channels, multiplier: multiplier!, window: taps))
    case "dense16": return .dense(Dense(inputFeatures: channels, outputFeatures: outputs))
    case "maxPool16": return .maxPool(MaxPool(window: taps))
    case "averagePool16": return .averagePool(AveragePool(window: taps))
    case "subtract16": return .subtract(Subtract())
    case "multiply16": return .multiply(Multiply())
    case "sigmoid16": return .sigmoid(Sigmoid())
    case "tanh16": return .tanh(Tanh())
    case "softmax16": return .softmax(Softmax())
    case "maximum16": return .maximum(Maximum())
    case "minimum16": return .minimum(Minimum())
    case "mean16": return .reduce(Reduce(kind: .mean, axes: axes!))
    case "sum16": return .reduce(Reduce(kind: .sum, axes: axes!))
    case "leakyReLU16": return .leakyReLU(LeakyReLU(slope: slope!))
    default: fatalError("no such kind: \(kind)")
    }
  }

  func graph(_ kind: String) -> QuantizedGraph {
    let operation = operation(kind)
    let sources = inputs.enumerated().map { index, value in
      QuantizedInput(
        name: "input\(index)", shape: Shape(value.shape), quantization: value.quantization,
        elementType: .int16)
    }
    let weights = weights.map {
      QuantizedWeights(
        shape: operation.body.parameters[0].shape,
        values: Data(base64Encoded: $0)!.map { Int8(bitPattern: $0) }, scales: weightScales!)
    }
    let biases = bias.map {
      Data(base64Encoded: $0)!.withUnsafeBytes { Array($0.bindMemory(to: Int64.self)) }
    }
    return QuantizedGraph(
      name: kind, inputs: sources,
      nodes: [
        QuantizedNode(
          name: "operator", operation: operation, inputs: sources.map(\.name),
          activation: activation.map { FusedActivation(rawValue: $0)! } ?? .none,
          output: output.quantization, weights: weights,
          bias: wideSums == false ? biases.map { $0.map { Int32($0) } } : nil, elementType: .int16,
          wideBias: wideSums == true ? biases : nil)
      ])
  }
}
