import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// What the golden files do not cover, because TFLite has no such paddings or the shapes would be large.
@Suite struct ConvolutionTests {
  /// The accumulator and its scaling in exact arithmetic, from the definition: `Σ (x − zx) · w + bias`, times
  /// the real multiplier. Rounding may differ by one from TFLite's double rounding.
  private func reference(_ graph: QuantizedGraph, _ input: [Int8]) -> [Double] {
    let node = graph.nodes[0]
    guard case .convolution(let body) = node.operation else { return [] }
    let shape = graph.inputShape
    let padding = body.window.resolvedPadding(height: shape.height, width: shape.width)
    let size = body.window.outputSize(height: shape.height, width: shape.width)!
    let depth = body.inputChannels / body.groups
    var result: [Double] = []
    for row in 0..<size.height {
      for column in 0..<size.width {
        for channel in 0..<body.outputChannels {
          let group = channel / (body.outputChannels / body.groups)
          var sum = Int64(node.bias![channel])
          for y in 0..<body.window.kernel.height {
            for x in 0..<body.window.kernel.width {
              let inputRow = row * body.window.stride.height - padding.top + y * body.window.dilation.height
              let inputColumn =
                column * body.window.stride.width - padding.left + x * body.window.dilation.width
              guard (0..<shape.height).contains(inputRow), (0..<shape.width).contains(inputColumn) else {
                continue
              }
              for index in 0..<depth {
                let position = (inputRow * shape.width + inputColumn) * shape.channels
                let value = Int64(input[position + group * depth + index]) - Int64(graph.input.zeroPoint)
                let tap = (channel * body.window.kernel.height + y) * body.window.kernel.width + x
                sum += value * Int64(node.weights!.values[tap * depth + index])
              }
            }
          }
          let scale = Double(graph.input.scale) * Double(node.weights!.scales[channel])
          let real = Double(sum) * scale / Double(node.output.scale) + Double(node.output.zeroPoint)
          result.append(max(-128, min(127, real)))
        }
      }
    }
    return result
  }

  @Test func randomWindowsAreWithinRoundingOfExactArithmetic() throws {
    var random = RandomSource(seed: 12)
    var compared = 0
    for _ in 0..<200 {
      let groups = 1 + random.integer(below: 3)
      let inputs = groups * (1 + random.integer(below: 6))
      let outputs = groups * (1 + random.integer(below: 24 / groups))
      func size(_ bound: Int) -> Size {
        Size(height: 1 + random.integer(below: bound), width: 1 + random.integer(below: bound))
      }
      let (kernel, stride, dilation) = (size(5), size(3), size(3))
      // Paddings larger than the kernel are allowed: whole windows may lie outside.
      let padding = Padding.explicit(
        top: random.integer(below: 7), bottom: random.integer(below: 7), left: random.integer(below: 7),
        right: random.integer(below: 7))
      let window = Window(kernel: kernel, stride: stride, dilation: dilation, padding: padding)
      var builder = GraphBuilder(
        name: "convolution",
        inputShape: Shape(
          height: 1 + random.integer(below: 9), width: 1 + random.integer(below: 9), channels: inputs),
        preprocessing: .photograph)
      builder.add(
        "conv",
        .convolution(
          Convolution(inputChannels: inputs, outputChannels: outputs, window: window, groups: groups)))
      guard let float = try? builder.build(seed: 1) else { continue }
      let graph = try QuantizedGraph.random(like: float, seed: random.next())
      let loaded = try LoadedModel(graph)
      let input = random.integers(graph.inputShape.count)
      let found = loaded.run(input)
      let expected = reference(graph, input)
      #expect(found.count == expected.count)
      for (left, right) in zip(found, expected) {
        #expect(abs(Double(left) - right) <= 0.501)
        compared += 1
      }
    }
    #expect(compared > 10_000)
  }

  @Test func windowsWithMoreTapsThanThePatchHolds() throws {
    var builder = GraphBuilder(name: "large", inputShape: [6, 6, 67], preprocessing: .photograph)
    try builder.convolution("conv", channels: 37, kernel: 5)
    let graph = try QuantizedGraph.random(like: builder.build(seed: 2), seed: 3)
    let loaded = try LoadedModel(graph)
    var random = RandomSource(seed: 4)
    let input = random.integers(graph.inputShape.count)
    for (left, right) in zip(loaded.run(input), reference(graph, input)) {
      #expect(abs(Double(left) - right) <= 0.501)
    }
  }
}
