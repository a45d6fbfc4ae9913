import ApusEngine
import ApusGraph
import ApusInterchange
import FileTestSupport
import RuntimeTestSupport
import Testing

/// Real networks of other exporters, with ONNX Runtime's answers.
@Suite(.enabled(if: sharedFile("cases/onnx") != nil, "needs ../shared/cases/onnx"))
struct ONNXSharedCasesTests {
  private struct OtherElements: Error {}

  private func network(_ name: String) throws -> ImportedNetwork {
    try ONNX.read(path: #require(sharedFile("cases/onnx/\(name).onnx")))
  }

  /// The reals of an array, channels last where it has rows and columns.
  private func reals(_ name: String) throws -> (shape: [Int], values: [Float]) {
    let array = try NumPyArray(path: #require(sharedFile("cases/onnx/\(name).npy")))
    guard case .float32(let values) = array.elements else { throw OtherElements() }
    return (array.shape, values)
  }

  private func channelsLast(_ array: (shape: [Int], values: [Float])) -> [Float] {
    guard array.shape.count == 4 else { return array.values }
    let (count, channels, area) = (array.shape[0], array.shape[1], array.shape[2] * array.shape[3])
    var values: [Float] = []
    for sample in 0..<count {
      for place in 0..<area {
        for channel in 0..<channels {
          values.append(array.values[(sample * channels + channel) * area + place])
        }
      }
    }
    return values
  }

  @Test(arguments: [
    ("pytorch-mnist-cnn", 1), ("tf2onnx-nhwc-transposes", 1), ("keras2onnx-mnist-unsorted", 1),
    ("cntk-mnist-same-upper", 1), ("conv1d-external-data", 1), ("resize-computed-sizes", 1),
    ("transposed-convolution", 1), ("two-heads-detector", 2), ("gru-two-outputs", 2),
  ])
  func floatAnswersAreWithinATenThousandth(_ name: String, outputs: Int) throws {
    guard case .float(let graph) = try network(name) else { throw OtherElements() }
    let input = try reals("\(name)-input")
    let isChannelsLast = ["tf2onnx-nhwc-transposes", "keras2onnx-mnist-unsorted"].contains(name)
    let values = isChannelsLast ? input.values : channelsLast(input)
    let engine = try Engine(graph, batchSize: input.shape[0], mode: .inference)
    #expect(engine.input(graph.inputs[0].name)!.count == values.count)
    _ = engine.input(graph.inputs[0].name)!.update(fromContentsOf: values)
    try engine.forward()
    #expect(graph.outputs.count == outputs)
    for (number, output) in graph.outputs.enumerated() {
      let expected = channelsLast(try reals(outputs == 1 ? "\(name)-output" : "\(name)-output-\(number)"))
      let found = engine.output(output.name)!
      let largest = expected.map(abs).max()!
      #expect(found.count == expected.count)
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-4 * largest })
    }
  }

  @Test(arguments: ["qdq-int8-mnist", "qoperator-uint8-cnn"])
  func int8AnswersAreWithinOneStep(_ name: String) throws {
    guard case .int8(let graph) = try network(name) else { throw OtherElements() }
    let (input, output) = (try reals("\(name)-input"), try reals("\(name)-output"))
    let model = try LoadedModel(graph)
    let step = try #require(graph.nodes.first { $0.name == graph.outputs[0].node }).output
    let values = channelsLast(input)
    let (taken, made) = (values.count / input.shape[0], output.values.count / output.shape[0])
    for row in 0..<input.shape[0] {
      let pixels = values[row * taken..<(row + 1) * taken].map { graph.input.quantized($0) }
      let found = try model.run(pixels)
      let expected = output.values[row * made..<(row + 1) * made].map { step.quantized($0) }
      #expect(zip(found, expected).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "input \(row)")
    }
  }
}
