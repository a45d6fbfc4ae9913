import ApusExporter
import ApusGraph
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Channels whose scale is so small that their multiplier is 0: they make zero points, whatever their sums.
@Suite struct DeadChannelTests {
  private func graph(_ scales: [Float]) -> QuantizedGraph {
    QuantizedGraph(
      name: "dead", inputShape: [1, 1, 4], input: QuantizationParameters(scale: 1, zeroPoint: -128),
      preprocessing: nil, classNames: [],
      nodes: [
        QuantizedNode(
          name: "flat", operation: .flatten(Flatten()), inputs: [Graph.inputName],
          output: QuantizationParameters(scale: 1, zeroPoint: -128)),
        QuantizedNode(
          name: "dense", operation: .dense(Dense(inputFeatures: 4, outputFeatures: 2)), inputs: ["flat"],
          output: QuantizationParameters(scale: 1, zeroPoint: 7),
          weights: QuantizedWeights(shape: [2, 4], values: Array(repeating: 127, count: 8), scales: scales),
          bias: [1, .max]),
      ])
  }

  @Test(arguments: KernelLevel.available)
  func aChannelThatIsMultipliedBy0MayOverflow(_ level: KernelLevel) throws {
    let model = try LoadedModel(graph([1e-3, 1e-20]), level: level)
    let expected: [(pixel: Int8, output: Int8)] = [(-128, 7), (0, 7 + 65), (127, 127)]
    for (pixel, output) in expected {
      let found = model.run(Array(repeating: pixel, count: 4))
      #expect(found == [output, 7])
    }
  }

  @Test func othersMayNot() {
    #expect(throws: ExporterError.accumulator(node: "dense", channel: 1)) {
      try Exporter.export(graph([1e-3, 1e-3]))
    }
  }
}
