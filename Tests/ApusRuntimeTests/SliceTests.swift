import ApusExporter
import ApusGraph
import RuntimeTestSupport
import Testing

/// Slices, which write over their own input wherever nothing else needs it, against a plain loop.
@Suite struct SliceTests {
  private func axis(_ extent: Int, _ random: inout RandomSource) -> Slice.Axis {
    let begin = random.integer(below: extent)
    let stride = 1 + random.integer(below: 3)
    return Slice.Axis(
      begin: begin, count: 1 + random.integer(below: (extent - 1 - begin) / stride + 1), stride: stride)
  }

  @Test func randomSlicesEqualAPlainLoop() throws {
    var random = RandomSource(seed: 20)
    for round in 0..<400 {
      let shape = Shape(
        height: 1 + random.integer(below: 8), width: 1 + random.integer(below: 8),
        channels: 1 + random.integer(below: 40))
      let rows = axis(shape.height, &random)
      let columns = axis(shape.width, &random)
      let channels =
        round % 3 == 0 ? Slice.Axis(begin: 0, count: shape.channels) : axis(shape.channels, &random)
      let parameters = QuantizationParameters(scale: 0.1, zeroPoint: 3)
      let graph = QuantizedGraph(
        name: "slice", inputShape: shape, input: parameters, preprocessing: .photograph, classNames: [],
        nodes: [
          QuantizedNode(
            name: "slice", operation: .slice(Slice(rows: rows, columns: columns, channels: channels)),
            inputs: [Graph.inputName], output: parameters)
        ])
      let loaded = try LoadedModel(graph)
      defer { withExtendedLifetime(loaded) {} }
      let model = loaded.session.model
      #expect(model.output.offset == model.input.offset)
      let input = random.integers(shape.count)
      var expected: [Int8] = []
      for row in 0..<rows.count {
        for column in 0..<columns.count {
          for channel in 0..<channels.count {
            let place =
              ((rows.begin + row * rows.stride) * shape.width + columns.begin + column * columns.stride)
              * shape.channels + channels.begin + channel * channels.stride
            expected.append(input[place])
          }
        }
      }
      #expect(loaded.run(input) == expected, "\(shape) \(rows) \(columns) \(channels)")
    }
  }

  @Test func aSliceOfAnotherScaleIsRescaledFirst() throws {
    let taken = Slice.Axis(begin: 1, count: 2)
    let graph = QuantizedGraph(
      name: "slice", inputShape: [1, 1, 4], input: QuantizationParameters(scale: 0.5, zeroPoint: 0),
      preprocessing: .photograph, classNames: [],
      nodes: [
        QuantizedNode(
          name: "vector", operation: .flatten(Flatten()), inputs: [Graph.inputName],
          output: QuantizationParameters(scale: 0.5, zeroPoint: 0)),
        QuantizedNode(
          name: "slice", operation: .slice(Slice(axes: [taken])), inputs: ["vector"], activation: .relu,
          output: QuantizationParameters(scale: 0.25, zeroPoint: 4)),
      ])
    #expect(try LoadedModel(graph).run([1, 2, -3, 4]) == [8, 4])
  }
}
