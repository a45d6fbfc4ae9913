import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Values of 16 and 32 bits: what becomes int16 and back, sums of int16, and indices.
@Suite struct WideElementTests {
  /// A running sum: a state of int16 that each run adds its int8 input to, with an int8 output and one of int16.
  private func runningSum() -> QuantizedGraph {
    let coarse = QuantizationParameters(scale: 0.05, zeroPoint: -3)
    let fine = QuantizationParameters(scale: 0.002, zeroPoint: 0)
    let wide = QuantizationParameters(scale: 0.011, zeroPoint: 0)
    var graph = QuantizedGraph(
      name: "sum", inputs: [QuantizedInput(shape: [5], quantization: coarse)],
      states: [
        QuantizedState(
          name: "total", shape: [5], quantization: wide, elementType: .int16,
          initial: [100, -100, 0, 32_767, -32_768], update: "sum")
      ])
    graph.nodes = [
      QuantizedNode(
        name: "fine", operation: .reshape(Reshape(shape: [5])), inputs: [graph.inputName], output: fine,
        elementType: .int16),
      QuantizedNode(
        name: "sum", operation: .add(Add()), inputs: ["total", "fine"], output: wide, elementType: .int16),
      QuantizedNode(
        name: "small", operation: .reshape(Reshape(shape: [5])), inputs: ["sum"],
        output: QuantizationParameters(scale: 0.9, zeroPoint: 7)),
    ]
    graph.outputs = [
      QuantizedOutput(name: "small", node: "small", meaning: .values),
      QuantizedOutput(name: "sum", node: "sum", meaning: .values),
    ]
    return graph
  }

  /// `MultiplyByQuantizedMultiplier` of TensorFlow Lite with double rounding, in Double and Int64.
  private func scaled(_ value: Int64, _ factor: Double) -> Int64 {
    var exponent = 0
    var fraction = factor
    while fraction >= 1 { (fraction, exponent) = (fraction / 2, exponent + 1) }
    while fraction < 0.5 { (fraction, exponent) = (fraction * 2, exponent - 1) }
    let multiplier = Int64((fraction * 0x1p31).rounded(.toNearestOrAwayFromZero))
    let left = max(exponent, 0)
    let high = (value << Int64(left) * multiplier + 1 << 30) >> 31
    let right = max(-exponent, 0)
    return Int64((Double(high) / Double(1 << right)).rounded(.toNearestOrAwayFromZero))
  }

  @Test(arguments: FileForm.allCases)
  func aSumIsKeptInInt16(_ form: FileForm) throws {
    let graph = runningSum()
    let loaded = try LoadedModel(graph, form: form, level: .supported)
    #expect(loaded.session.model.stateCount == 1 && loaded.session.model.outputCount == 2)
    #expect(loaded.session.output(1).record.element == .int16)
    var random = RandomSource(seed: 3)
    for _ in 0..<2 {
      loaded.session.reset()
      var total = graph.states[0].initial.map { Int64($0) }
      for _ in 0..<40 {
        let input = random.integers(5)
        _ = loaded.session.input.update(fromContentsOf: input)
        loaded.session.run()
        for index in 0..<5 {
          let fine = scaled(Int64(input[index]) + 3, Double(Float(0.05)) / Double(Float(0.002)))
          let held = min(max(fine, -32_768), 32_767)
          let largest = 2 * Double(Float(0.011))
          let sum =
            scaled(total[index] << 15, Double(Float(0.011)) / largest)
            + scaled(held << 15, Double(Float(0.002)) / largest)
          let finished = scaled(sum, largest / (0x1p15 * Double(Float(0.011))))
          total[index] = min(max(finished, -32_768), 32_767)
          let small = scaled(total[index], Double(Float(0.011)) / Double(Float(0.9))) + 7
          #expect(loaded.session.output[index] == Int8(min(max(small, -128), 127)))
        }
        #expect(loaded.session.output(1).integers16.map { Int64($0) } == total)
      }
    }
  }

  @Test(arguments: FileForm.allCases)
  func theIndexOfTheLargestIsInt32(_ form: FileForm) throws {
    let parameters = QuantizationParameters(scale: 0.1, zeroPoint: 4)
    var graph = QuantizedGraph(
      name: "index", inputShape: [3, 4, 7], input: parameters, preprocessing: nil, classNames: [], nodes: [])
    graph.nodes = [
      QuantizedNode(
        name: "index", operation: .argMax(ArgMax()), inputs: [graph.inputName],
        output: QuantizationParameters(scale: 1, zeroPoint: 0), elementType: .int32)
    ]
    let loaded = try LoadedModel(graph, form: form)
    var random = RandomSource(seed: 5)
    let input = random.integers(84).map { $0 / 32 }
    _ = loaded.session.input.update(fromContentsOf: input)
    loaded.session.run()
    let output = loaded.session.output(0)
    #expect(output.record.element == .int32 && output.bytes.count == 48)
    #expect(loaded.session.model.output(0).meaning == .values)
    let expected = (0..<12).map { position in
      let row = Array(input[position * 7..<position * 7 + 7])
      return Int32(row.firstIndex(of: row.max()!)!)
    }
    #expect(Array(output.integers32) == expected)
    #expect(loaded.session.decision() == nil)
  }

  @Test func operationsWithoutAKernelForInt16AreRefused() {
    var graph = runningSum()
    graph.nodes[1].operation = .divide(Divide())
    #expect(throws: ExporterError.elements(node: "sum")) { try Exporter.export(graph) }
    graph = runningSum()
    graph.nodes[0].elementType = .int8
    #expect(throws: ExporterError.elements(node: "sum")) { try Exporter.export(graph) }
    graph = runningSum()
    graph.nodes[0].elementType = .int32
    #expect(throws: ExporterError.elements(node: "sum")) { try Exporter.export(graph) }
  }
}
