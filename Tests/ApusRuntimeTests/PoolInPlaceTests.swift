import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Pools that write over their own input make what a pool with memory of its own would.
@Suite struct PoolInPlaceTests {
  @Test func randomPoolsEqualAPlainLoop() throws {
    var random = RandomSource(seed: 8)
    var inPlace = 0
    for round in 0..<300 {
      let (height, width) = (2 + random.integer(below: 8), 2 + random.integer(below: 8))
      let channels = 1 + random.integer(below: 40)
      let kernel = Size(
        height: 1 + random.integer(below: min(4, height)), width: 1 + random.integer(below: min(4, width)))
      let stride = Size(height: 1 + random.integer(below: 3), width: 1 + random.integer(below: 3))
      let padding: Padding =
        switch random.integer(below: 3) {
        case 0: .valid
        case 1: .same
        default:
          .explicit(
            top: random.integer(below: kernel.height), bottom: random.integer(below: kernel.height),
            left: random.integer(below: kernel.width), right: random.integer(below: kernel.width))
        }
      let window = Window(kernel: kernel, stride: stride, padding: padding)
      let isMaximum = round % 2 == 0
      let parameters = QuantizationParameters(scale: 0.1, zeroPoint: 3)
      let graph = QuantizedGraph(
        name: "pool", inputShape: Shape(height: height, width: width, channels: channels),
        input: parameters, preprocessing: .photograph, classNames: [],
        nodes: [
          QuantizedNode(
            name: "pool",
            operation: isMaximum
              ? .maxPool(MaxPool(window: window)) : .averagePool(AveragePool(window: window)),
            inputs: [Graph.inputName], output: parameters)
        ])
      guard (try? graph.skeleton.shapes()) != nil else { continue }
      let loaded = try LoadedModel(graph)
      defer { withExtendedLifetime(loaded) {} }
      let model = loaded.session.model
      if model.output.offset == model.input.offset { inPlace += 1 }
      let input = random.integers(height * width * channels)
      let found = loaded.run(input)
      let expected = pooled(input, height, width, channels, window, model.output, isMaximum)
      #expect(found == expected, "\(height)×\(width)×\(channels) \(window)")
    }
    #expect(inPlace > 50)
  }

  private func pooled(
    _ input: [Int8], _ height: Int, _ width: Int, _ channels: Int, _ window: Window,
    _ output: TensorRecord, _ isMaximum: Bool
  ) -> [Int8] {
    let padding = window.resolvedPadding(height: height, width: width)
    var result: [Int8] = []
    for row in 0..<output.height {
      for column in 0..<output.width {
        for channel in 0..<channels {
          var values: [Int] = []
          for y in 0..<window.kernel.height {
            for x in 0..<window.kernel.width {
              let inputRow = row * window.stride.height - padding.top + y
              let inputColumn = column * window.stride.width - padding.left + x
              guard (0..<height).contains(inputRow), (0..<width).contains(inputColumn) else { continue }
              values.append(Int(input[(inputRow * width + inputColumn) * channels + channel]))
            }
          }
          let mean = Double(values.reduce(0, +)) / Double(values.count)
          result.append(Int8(isMaximum ? values.max()! : Int(mean.rounded(.toNearestOrAwayFromZero))))
        }
      }
    }
    return result
  }
}
