import ApusCompression
import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import ApusZoo
import FloatReference
import Testing

@Suite struct QuantizerTests {
  /// The int8 network's real outputs are near the float network's, by a double-precision reference, and the
  /// runtime agrees with the interpreter.
  @Test(arguments: Array(0..<30 as Range<UInt64>) + Array(100..<140))
  func randomNetworksKeepTheirOutputs(seed: UInt64) throws {
    let graph = try RandomGraph.make(seed: seed)
    let images = try CalibrationImages.random(24, for: graph, seed: seed)
    var quantizer = Quantizer()
    quantizer.calibrator = .minMax
    quantizer.preservesDecisions = false
    let quantized = try quantizer.quantize(graph, calibration: images)
    let reference = try ReferenceNetwork(graph)
    let interpreter = try QuantizedInterpreter(quantized)
    let last = quantized.nodes.last!.name
    let observed = try Exporter.export(quantized).runtimeValues(of: quantized.integers(of: images))
    let reals = interpreter.real(observed[last]!, of: last)
    var error = 0.0
    var signal = 0.0
    for image in 0..<images.count {
      let expected = reference.output(images.reals(image, graph.preprocessing))
      for (index, value) in expected.enumerated() {
        let found = Double(reals[image * expected.count + index])
        error += (found - value) * (found - value)
        signal += value * value
      }
    }
    // 26 dB after a dozen layers, each of which may leave some 40 dB of its own.
    #expect(error < signal / 400)

    // Operator by operator, on the very integers that the runtime's operators hand on.
    for node in quantized.nodes {
      let found = try #require(observed[node.name])
      let expected = interpreter.value(of: node, from: observed)
      #expect(zip(expected, found).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(node.name)")
    }
  }

  @Test(arguments: [Calibrator.minMax, .percentile(99.9), .percentile(99.99), .entropy, .meanSquaredError])
  func everyCalibratorServesAResidualNetwork(calibrator: Calibrator) throws {
    var graph = try Zoo.resNet8(inputShape: [16, 16, 3], seed: 7)
    RandomGraph.randomizeNormalizations(of: &graph, seed: 7)
    let images = try CalibrationImages.random(16, for: graph, seed: 7)
    var quantizer = Quantizer()
    quantizer.calibrator = calibrator
    let quantized = try quantizer.quantize(graph, calibration: images)
    let report = try QuantizationReport(quantized, of: graph, on: images)
    #expect(report.values.count == quantized.nodes.count + 1)
    for value in report.values { #expect(value.signalToNoise > 15, "\(value)") }
    #expect(try quantizer.quantize(graph, calibration: images) == quantized)
  }

  @Test func scalesFollowTheOperators() throws {
    let graph = try Zoo.leNet5(seed: 2)
    let images = try CalibrationImages.random(16, for: graph, seed: 2)
    let quantized = try Quantizer().quantize(graph, calibration: images)
    #expect(quantized.input == QuantizationParameters(scale: 1 / 79, zeroPoint: -95))
    #expect(quantized.inputs[0].pixelRows == [Array(-128...127)])
    let nodes = Dictionary(uniqueKeysWithValues: quantized.nodes.map { ($0.name, $0) })
    #expect(nodes["relu1"]!.activation == .relu)
    for name in ["relu1", "relu2", "relu3", "relu4"] { #expect(nodes[name]!.output.zeroPoint == -128) }
    #expect(nodes["pool1"]!.output == nodes["relu1"]!.output)
    #expect(nodes["flatten"]!.output == nodes["relu2"]!.output)
    #expect(nodes["relu1"]!.weights!.scales.count == 6)
    #expect(!nodes["relu3"]!.weights!.values.contains(-128))
  }

  @Test func preprocessingWithAChannelEachIsNotClipped() throws {
    var graph = try Zoo.resNet8(inputShape: [8, 8, 3], seed: 3)
    graph.preprocessing = Preprocessing(
      style: .photograph, offset: [123.675, 116.28, 103.53], divisor: [58.395, 57.12, 57.375])
    let images = try CalibrationImages.random(8, for: graph, seed: 3)
    let quantized = try Quantizer().quantize(graph, calibration: images)
    // Nothing that a pixel can be is clipped by more than a step.
    for channel in 0..<3 {
      for pixel in [0, 255] {
        let q = Int(quantized.inputs[0].pixelRows[channel][pixel])
        let real =
          (Float(pixel) - graph.preprocessing.offset[channel]) / graph.preprocessing.divisor[channel]
        #expect(
          abs(quantized.input.scale * Float(q - quantized.input.zeroPoint) - real) <= quantized.input.scale)
      }
    }
  }

  @Test func outputsThatAnOperatorFixesKeepTheirScaleThroughPools() throws {
    for (operation, fixed) in [
      (ApusGraph.Operation.sigmoid(Sigmoid()), QuantizationParameters(scale: 1 / 256, zeroPoint: -128)),
      (.tanh(Tanh()), QuantizationParameters(scale: 1 / 128, zeroPoint: 0)),
    ] {
      var builder = GraphBuilder(name: "fixed", inputShape: [8, 8, 3], preprocessing: .photograph)
      try builder.convolution("conv", channels: 4, kernel: 3)
      builder.add("function", operation)
      builder.add("pool", .maxPool(MaxPool(2)))
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("fc", features: 3)
      let graph = try builder.build(seed: 5)
      let images = try CalibrationImages.random(8, for: graph, seed: 5)
      let quantized = try Quantizer().quantize(graph, calibration: images)
      #expect(quantized.nodes.dropFirst().dropLast().map(\.output) == [fixed, fixed, fixed])
      let report = try QuantizationReport(quantized, of: graph, on: images)
      #expect(report.values.first { $0.name == "function" }!.signalToNoise > 25)
    }
  }

  @Test func constantsThatAreComparedTakeTheValuesScale() throws {
    for operation in [
      ApusGraph.Operation.maximum(Maximum(constant: ConstantOperand(shape: [4]))),
      .minimum(Minimum(constant: ConstantOperand(shape: [1], isFirst: true))),
    ] {
      var builder = GraphBuilder(name: "extremum", inputShape: [8, 8, 3], preprocessing: .photograph)
      try builder.convolution("conv", channels: 4, kernel: 3)
      builder.add("extremum", operation)
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("fc", features: 3)
      var graph = try builder.build(seed: 6)
      let count = graph.parameters["extremum.operand"]!.count
      graph.parameters["extremum.operand"]!.values = (0..<count).map { 0.3 - 0.2 * Float($0) }
      let images = try CalibrationImages.random(8, for: graph, seed: 6)
      let quantized = try Quantizer().quantize(graph, calibration: images)
      #expect(quantized.nodes[0].output == quantized.nodes[1].output)
      #expect(quantized.nodes[1].operand?.quantization == quantized.nodes[1].output)
      let report = try QuantizationReport(quantized, of: graph, on: images)
      #expect(report.values.first { $0.name == "extremum" }!.signalToNoise > 25)
      _ = try Exporter.export(quantized)
    }
  }

  @Test func poolsAndConcatenationsShareScales() throws {
    var builder = GraphBuilder(name: "ties", inputShape: [8, 8, 3], preprocessing: .photograph)
    try builder.convolution("a", channels: 4, kernel: 3)
    builder.add("average", .averagePool(AveragePool(2)))
    builder.current = "input"
    try builder.convolution("b", channels: 4, kernel: 3, stride: 2)
    builder.add("both", .concatenate(Concatenate()), from: ["average", "b"])
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: 3)
    let graph = try builder.build(seed: 4)
    let images = try CalibrationImages.random(8, for: graph, seed: 4)
    let quantized = try Quantizer().quantize(graph, calibration: images)
    #expect(Set(quantized.nodes.dropLast().map(\.output)).count == 1)
  }

  @Test func aBiasThatDoesNotFitRaisesItsScale() throws {
    var graph = try Zoo.leNet5(seed: 5)
    for index in 0..<25 { graph.parameters["conv1.weight"]!.values[index] = 1e-9 }
    graph.parameters["conv1.bias"]!.values[0] = 3
    for index in 25..<50 { graph.parameters["conv1.weight"]!.values[index] = 0 }
    graph.parameters["conv1.bias"]!.values[1] = 2
    let images = try CalibrationImages.random(8, for: graph, seed: 5)
    var quantizer = Quantizer()
    quantizer.calibrator = .minMax
    let quantized = try quantizer.quantize(graph, calibration: images)
    _ = try Exporter.export(quantized)
    let interpreter = try QuantizedInterpreter(quantized)
    let first = interpreter.real(interpreter.values(quantized.integers(of: images))["relu1"]!, of: "relu1")
    let step = quantized.nodes[0].output.scale
    #expect(abs(first[0] - 3) <= step)
    #expect(abs(first[1] - 2) <= step)
  }

  @Test func biasCorrectionTakesTheMeanErrorAway() throws {
    let graph = try Zoo.leNet5(seed: 6)
    let images = try CalibrationImages.random(64, for: graph, seed: 6)
    let reference = try ReferenceNetwork(graph)
    let expected = (0..<images.count).map { reference.output(images.reals($0, graph.preprocessing)) }
    func meanError(_ quantizer: Quantizer) throws -> Double {
      let quantized = try quantizer.quantize(graph, calibration: images)
      let interpreter = try QuantizedInterpreter(quantized)
      let reals = interpreter.real(interpreter.output(quantized.integers(of: images)), of: "fc3")
      return (0..<10).map { output in
        let sum = (0..<images.count).reduce(0.0) {
          $0 + Double(reals[$1 * 10 + output]) - expected[$1][output]
        }
        return abs(sum / Double(images.count))
      }.reduce(0, +)
    }
    var quantizer = Quantizer()
    quantizer.preservesDecisions = false
    quantizer.correctsBias = false
    let before = try meanError(quantizer)
    quantizer.correctsBias = true
    #expect(try meanError(quantizer) < before)
  }

  @Test func whatIsNotSoundIsNamed() throws {
    var graph = try Zoo.leNet5(seed: 8)
    let images = try CalibrationImages.random(4, for: graph, seed: 8)
    func message(_ graph: Graph, _ images: CalibrationImages) -> String? {
      #expect(throws: CompressionError.self) { try Quantizer().quantize(graph, calibration: images) }?
        .description
    }
    let none = CalibrationImages(shape: [28, 28, 1], pixels: [])
    #expect(message(graph, none) == "there are no images to calibrate with")
    let wrong = CalibrationImages(shape: [2, 2, 1], pixels: [0, 0, 0, 0])
    #expect(message(graph, wrong) == "the images are 2×2×1, but the network takes 28×28×1")
    graph.parameters["fc1.bias"]!.values[3] = .nan
    #expect(message(graph, images) == "the parameter fc1.bias holds a value that is infinite or not a number")
    graph.parameters["fc1.bias"]!.values[3] = 0
    graph.parameters["conv1.weight"]!.values[0] = 3e38
    #expect(message(graph, images)?.hasSuffix("became infinite or not a number on the given images") == true)
    graph.parameters["fc2.bias"] = nil
    #expect(message(graph, images) == "the parameter fc2.bias is missing")
  }
}

extension QuantizedGraph {
  /// The int8 inputs for some images.
  func integers(of images: CalibrationImages) -> [Int8] {
    let rows = inputs[0].pixelRows
    return images.pixels.enumerated().map { rows[$0 % inputShape.channels % rows.count][Int($1)] }
  }
}

extension [UInt8] {
  /// Every value that the runtime computes for int8 inputs, this being an `.apus` file.
  func runtimeValues(of inputs: [Int8]) throws -> [String: [Int8]] {
    let file = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    defer { file.deallocate() }
    file.copyBytes(from: self)
    let model = try Model(UnsafeRawBufferPointer(file))
    let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: model.arenaBytes, alignment: 64)
    defer { arena.deallocate() }
    let session = try Session(portable: model, memory: arena)
    let names = try #require(model.metadata().operatorNames).map { String(decoding: $0, as: UTF8.self) }
    var values = [Graph.inputName: inputs]
    for start in stride(from: 0, to: inputs.count, by: session.input.count) {
      _ = session.input.update(fromContentsOf: inputs[start..<start + session.input.count])
      session.run { record, output in
        values[names[record.index], default: []] += output
      }
    }
    return values
  }
}
