import ApusCompression
import ApusExporter
import ApusGraph
import ApusRunner
import ApusZoo
import FloatReference
import Foundation
import Testing

/// Quantizing networks of several inputs, outputs and states.
@Suite struct QuantizedInterfaceTests {
  /// Uncorrected biases, which need the runtime, and ranges that are what was seen.
  private var quantizer: Quantizer {
    var quantizer = Quantizer()
    quantizer.calibrator = .minMax
    quantizer.correctsBias = false
    return quantizer
  }

  /// An image and five numbers, from which a leaky memory and two outputs follow.
  private func recurrent() throws -> Graph {
    var builder = GraphBuilder(name: "recurrent", inputShape: [4, 4, 1], preprocessing: .photograph)
    try builder.convolution("conv", channels: 3, kernel: 3)
    try builder.batchNormalization("bn")
    builder.add("relu", .relu(ReLU()))
    builder.add("flat", .flatten(Flatten()))
    try builder.dense("seen", features: 5)
    builder.input("numbers", shape: [5])
    builder.add("both", .add(Add()), from: ["seen", "numbers"])
    builder.state("memory", shape: [5], initial: [0.5, -0.5, 0, 1, 0.25], update: "next")
    try builder.dense("recalled", features: 5)
    builder.add("sum", .add(Add()), from: ["both", "recalled"])
    builder.add("next", .tanh(Tanh()))
    builder.output("memory", meaning: .values)
    try builder.dense("fc", features: 3)
    builder.output("class", classNames: ["a", "b", "c"])
    var graph = try builder.build(seed: 2)
    RandomGraph.randomizeNormalizations(of: &graph, seed: 2)
    return graph
  }

  @Test(arguments: [(true, false), (false, false), (false, true)])
  func aRecurrentNetworkKeepsItsOutputs(_ preservesDecisions: Bool, _ correctsBias: Bool) throws {
    let graph = try recurrent()
    var source = RandomSource(seed: 3)
    let runs = 24
    let pixels = (0..<runs * 16).map { _ in UInt8(source.integer(below: 256)) }
    let images = pixels.map { Preprocessing.photograph.real(pixel: Float($0), channel: 0) }
    let numbers = (0..<runs * 5).map { _ in source.uniform(-2, 1) }
    let samples = CalibrationSamples(["input": images, "numbers": numbers], count: runs, sequenceLength: 8)
    var quantizer = quantizer
    quantizer.preservesDecisions = preservesDecisions
    quantizer.correctsBias = correctsBias
    let quantized = try quantizer.quantize(graph, calibration: samples)
    try quantized.skeleton.validateInterface()

    #expect(quantized.inputs.map(\.name) == ["input", "numbers"])
    #expect(quantized.inputs[0].quantization == QuantizationParameters(scale: 1 / 64, zeroPoint: -8))
    #expect(quantized.inputs[1].preprocessing == nil)
    #expect(abs(quantized.inputs[1].quantization.scale - 3 / 255) < 0.001)
    #expect(
      quantized.outputs.map(\.name) == ["memory", "class"]
        && quantized.outputs[1].classNames == ["a", "b", "c"])
    let state = quantized.states[0]
    let update = try #require(quantized.nodes.first { $0.name == "next" })
    #expect(state.update == "next" && state.quantization == update.output)
    #expect(state.initial == [0.5, -0.5, 0, 1, 0.25].map { Int32(update.output.quantized($0)) })

    // The report's figures, from the runtime, are those that the interpreter leads to below.
    let report = try QuantizationReport(quantized, of: graph, on: samples)
    #expect(report.values.prefix(2).map(\.name) == ["input", "numbers"])

    // Both networks go through the sequences, each with its own memory.
    let reference = try ReferenceNetwork(graph)
    let interpreter = try QuantizedInterpreter(quantized)
    var (error, signal) = ([0.0, 0.0], [0.0, 0.0])
    var memory: [Double]?
    var integers = state.initial.map { Int8($0) }
    for run in 0..<runs {
      if run % 8 == 0 {
        memory = nil
        integers = state.initial.map { Int8($0) }
      }
      let image = images[run * 16..<(run + 1) * 16].map(Double.init)
      let five = numbers[run * 5..<(run + 1) * 5].map(Double.init)
      var given = ["input": image, "numbers": five]
      given["memory"] = memory
      let expected = reference.values(of: given)
      let found = interpreter.values(of: [
        "input": image.map { quantized.inputs[0].quantization.quantized($0) },
        "numbers": five.map { quantized.inputs[1].quantization.quantized($0) }, "memory": integers,
      ])
      for (index, output) in quantized.outputs.enumerated() {
        let reals = interpreter.real(found[output.node]!, of: output.node)
        for (a, b) in zip(reals, expected[output.node]!) {
          error[index] += (Double(a) - b) * (Double(a) - b)
          signal[index] += b * b
        }
      }
      memory = expected["next"]
      integers = found["next"]!
    }
    for (index, output) in quantized.outputs.enumerated() {
      let figures = try #require(report.values.first { $0.name == output.node })
      #expect(abs(figures.signalToNoise - 10 * log10(signal[index] / error[index])) < 0.5)
    }
    // Of 30 dB; that the range of logits saturates what does not matter may cost more.
    #expect(error[0] < signal[0] / 1000)
    #expect(error[1] < signal[1] / (preservesDecisions ? 100 : 1000))
  }

  /// A state that adds up ones: it comes as far as a sequence is long.
  @Test(arguments: [(nil, 12), (4, 4), (1, 1)] as [(Int?, Int)])
  func statesAreSeenOverSequences(_ length: Int?, _ largest: Int) throws {
    var builder = GraphBuilder(name: "counter", inputShape: [1], preprocessing: nil)
    builder.state("count", shape: [1], update: "sum")
    builder.add("sum", .add(Add()), from: ["input", "count"])
    let samples = CalibrationSamples(
      ["input": Array(repeating: 1, count: 12)], count: 12, sequenceLength: length)
    let quantized = try quantizer.quantize(builder.build(seed: 1), calibration: samples)
    let expected = QuantizationParameters(scale: Float(largest) / 255, zeroPoint: -128)
    #expect(quantized.states[0].quantization == expected && quantized.nodes[0].output == expected)

    var pixels = CalibrationImages(shape: [1, 1, 1], pixels: Array(repeating: 200, count: 12))
    pixels.sequenceLength = length
    #expect(pixels.prefix(6).sequenceLength == length)
    var images = GraphBuilder(
      name: "counter", inputShape: [1, 1, 1],
      preprocessing: Preprocessing(style: .photograph, offset: [0], divisor: [200]))
    images.state("count", shape: [1, 1, 1], update: "sum")
    images.add("sum", .add(Add()), from: ["input", "count"])
    #expect(try quantizer.quantize(images.build(seed: 1), calibration: pixels).nodes[0].output == expected)
  }

  /// The numbers that images become, with biases corrected on what the runtime makes of them.
  @Test func imagesAndTheirNumbersGiveTheSameNetwork() throws {
    let graph = try Zoo.leNet5(seed: 3)
    let images = try CalibrationImages.random(20, for: graph, seed: 3)
    let reals = images.pixels.map { Preprocessing.digit.real(pixel: Float($0), channel: 0) }
    let samples = CalibrationSamples(["input": reals], count: 20)
    let expected = try Quantizer().quantize(graph, calibration: images)
    #expect(try Quantizer().quantize(graph, calibration: samples) == expected)
    #expect(try quantizer.quantize(graph, calibration: samples) != expected)
  }

  /// From the float network's rule to what the runtime decides by integers: unknown is what the real numbers that its
  /// logits stand for say.
  @Test func rulesForUnknownInputsReachTheRuntime() throws {
    var graph = try Zoo.leNet5(seed: 4)
    let images = try CalibrationImages.random(60, for: graph, seed: 4)
    graph.outputs = graph.outputs
    graph.outputs[0].name = "digit"
    graph.outputs[0].temperature = 1.5
    func decisions(_ rule: UnknownRule?) throws -> [(logits: [Double], decision: Int?)] {
      graph.outputs[0].unknownRule = rule
      let model = try LoadedModel(Exporter.export(Quantizer().quantize(graph, calibration: images)))
      #expect(model.model.output(0).temperature == 1.5)
      return (0..<images.count).map { image in
        images.withPixels(of: image) { _ = model.run(pixels: $0) }
        return (model.reals(ofOutput: 0).map(Double.init), model.session.decision())
      }
    }
    let energies = try decisions(nil).map { log($0.logits.map { exp($0) }.reduce(0, +)) }
    let margins = try decisions(nil).map { row in
      let sorted = row.logits.sorted(by: >)
      return sorted[0] - sorted[1]
    }
    // Thresholds in the middle, between two of the images.
    func middle(_ values: [Double]) -> Double {
      let sorted = Set(values).sorted()
      return (sorted[sorted.count / 2] + sorted[sorted.count / 2 - 1]) / 2
    }
    for (values, rule) in [
      (energies, UnknownRule.energy(Float(middle(energies)))), (margins, .margin(Float(middle(margins)))),
    ] {
      let threshold = middle(values)
      let found = try decisions(rule)
      #expect(found.map { $0.decision == nil } == values.map { $0 < threshold })
      #expect(Set(found.map { $0.decision == nil }).count == 2)
    }
  }

  @Test func numbersThatDoNotFitAreNamed() throws {
    let graph = try recurrent()
    func message(_ samples: CalibrationSamples) -> String? {
      #expect(throws: CompressionError.self) { try quantizer.quantize(graph, calibration: samples) }?
        .description
    }
    #expect(message(CalibrationSamples([:], count: 0)) == "there are no images to calibrate with")
    #expect(
      message(CalibrationSamples(["input": Array(repeating: 0, count: 32)], count: 2))
        == "there are 0 numbers for the input numbers, where all runs take 10")
    let images = CalibrationImages(shape: [4, 4, 1], pixels: Array(repeating: 0, count: 16))
    #expect(
      #expect(throws: CompressionError.self) { try quantizer.quantize(graph, calibration: images) }?
        .description
        == "the network takes several inputs (input, numbers), but images are only one")
  }

  /// Integers lead to the same decision as the real numbers that they stand for, except where these are at the threshold.
  @Test(arguments: [
    (UnknownRule.margin(1.3), 0.1 as Float), (.energy(2.5), 0.05), (.energy(-9), 0.1), (.margin(40), 0.1),
  ])
  func rulesForUnknownInputsDecideByIntegersAsByRealNumbers(_ rule: UnknownRule, _ scale: Float) throws {
    let quantization = QuantizationParameters(scale: scale, zeroPoint: 20)
    let quantized = QuantizedUnknownRule(rule, quantization: quantization)
    var source = RandomSource(seed: 5)
    var decided = [0, 0]
    for _ in 0..<2000 {
      let center = source.integer(below: 200) - 128
      let row = (0..<5).map { _ in Int8(max(-128, min(127, center + source.integer(below: 60) - 30))) }
      let reals = row.map { quantization.real($0) }.sorted(by: >)
      // How far the real numbers are above the threshold.
      let distance: Double
      switch rule {
      case .output: distance = .nan
      case .margin(let threshold): distance = reals[0] - reals[1] - Double(threshold)
      case .energy(let threshold): distance = log(reals.map { exp($0) }.reduce(0, +)) - Double(threshold)
      }
      guard abs(distance) > 1e-3 else { continue }
      let isUnknown: Bool
      switch quantized {
      case .output: isUnknown = false
      case .margin(let steps):
        let integers = row.map { Int($0) }.sorted(by: >)
        isUnknown = integers[0] - integers[1] < steps
      case .sum(let table, let threshold):
        isUnknown = row.reduce(0) { $0 + Int(table[Int($1) + 128]) } < threshold
      }
      #expect(isUnknown == (distance < 0))
      decided[isUnknown ? 1 : 0] += 1
    }
    #expect(decided[1] > 100 && (decided[0] > 100 || rule == .margin(40)))
    #expect(QuantizedUnknownRule(.output(3), quantization: quantization) == .output(3))
  }
}
