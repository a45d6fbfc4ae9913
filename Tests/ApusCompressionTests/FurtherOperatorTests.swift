import ApusCompression
import ApusExporter
import ApusGraph
import ApusRuntime
import FloatReference
import Testing

/// Networks of functions, reductions, matrices and their like are quantized.
@Suite struct FurtherOperatorTests {
  /// A network whose last nodes are made by a closure from `map`, a feature map of 4 × 5 × 6.
  private func network(_ end: (inout GraphBuilder) throws -> Void) throws -> Graph {
    var builder = GraphBuilder(name: "network", inputShape: [8, 10, 3], preprocessing: .photograph)
    try builder.convolution("map", channels: 6, kernel: 3, stride: 2)
    try end(&builder)
    return try builder.build(seed: 3)
  }

  /// The int8 network's answers are near the float network's, and each of its operators' within a step of the exact ones on
  /// the very integers that it takes.
  private func check(_ graph: Graph, location: SourceLocation = #_sourceLocation) throws {
    let images = try CalibrationImages.random(16, for: graph, seed: 5)
    var quantizer = Quantizer()
    quantizer.calibrator = .minMax
    quantizer.preservesDecisions = false
    let quantized = try quantizer.quantize(graph, calibration: images)
    let interpreter = try QuantizedInterpreter(quantized)
    let observed = try Exporter.export(quantized).runtimeValues(of: quantized.integers(of: images))
    for node in quantized.nodes {
      let expected = interpreter.value(of: node, from: observed)
      let found = try #require(observed[node.name])
      #expect(
        zip(expected, found).allSatisfy { abs(Int($0) - Int($1)) <= 1 }, "\(node.name)",
        sourceLocation: location)
    }
    let last = quantized.nodes.last!.name
    let reals = interpreter.real(observed[last]!, of: last)
    let reference = try ReferenceNetwork(graph)
    var (error, signal) = (0.0, 0.0)
    for image in 0..<images.count {
      let expected = reference.output(images.reals(image, graph.preprocessing))
      for (index, value) in expected.enumerated() {
        let found = Double(reals[image * expected.count + index])
        error += (found - value) * (found - value)
        signal += value * value
      }
    }
    #expect(error < signal / 400, "\(error) of \(signal)", sourceLocation: location)
  }

  @Test(
    arguments: [
      .absolute, .negative, .square, .elu(alpha: 1), .selu, .softplus, .softsign, .erf, .gelu, .geluTanh,
      .silu,
      .mish, .hardSigmoid(alpha: 0.2, beta: 0.5), .clip(low: -0.5, high: 0.5), .sine, .celu(alpha: 1),
    ] as [Function.Kind])
  func functions(_ kind: Function.Kind) throws {
    try check(network { $0.add("function", .function(Function(kind))) })
  }

  @Test(arguments: [Reduce.Kind.mean, .sum, .maximum, .minimum])
  func reductions(_ kind: Reduce.Kind) throws {
    for axes in [[0], [1, 2], [0, 1, 2]] {
      try check(network { $0.add("reduced", .reduce(Reduce(kind: kind, axes: axes, keepsAxes: true))) })
    }
  }

  @Test func slopesMatricesAndUnitVectors() throws {
    try check(network { $0.add("prelu", .prelu(PReLU(shape: [6]))) })
    try check(network { $0.add("unit", .l2Normalization(L2Normalization())) })
    try check(
      network {
        $0.add("matrix", .reshape(Reshape(shape: [20, 6])))
        $0.add("gram", .matrixProduct(MatrixProduct(transposesSecond: true)), from: ["matrix", "matrix"])
      })
    try check(
      network {
        $0.add("dense", .dense(Dense(inputFeatures: 6, outputFeatures: 4)))
        $0.add("picked", .gather(Gather(axis: 1, indices: [4, 0, 0])))
      })
  }

  @Test func quotientsAndSquaredDifferences() throws {
    try check(
      network {
        $0.add("mean", .reduce(Reduce(kind: .mean, axes: [2], keepsAxes: true)))
        $0.add("difference", .squaredDifference(SquaredDifference()), from: ["map", "mean"])
      })
    try check(
      network {
        $0.add("bounded", .tanh(Tanh()))
        $0.add("exponential", .function(Function(.exponential)))
        $0.add("sum", .reduce(Reduce(kind: .sum, axes: [2], keepsAxes: true)))
        $0.add("quotient", .divide(Divide()), from: ["exponential", "sum"])
      })
  }

  /// What another quantization has left of values is no operator of this one.
  @Test func fakeQuantizationIsLeftOut() throws {
    let graph = try network {
      $0.add("rounded", .function(Function(.fakeQuantize(scale: 0.01, low: -128, high: 127))))
      $0.add("tanh", .tanh(Tanh()))
      $0.add("end", .function(Function(.fakeQuantize(scale: 1 / 64, low: -64, high: 63))))
    }
    let images = try CalibrationImages.random(16, for: graph, seed: 5)
    let quantized = try Quantizer().quantize(graph, calibration: images)
    #expect(quantized.nodes.map(\.name) == ["map", "tanh"])
    #expect(quantized.outputs.map(\.node) == ["tanh"])
    let report = try QuantizationReport(quantized, of: graph, on: images)
    #expect(report.values.map(\.name) == ["input", "map", "tanh"])
  }

  /// Six classes that are nearly alike have logarithms near −1.8, which steps of 1/128 reach.
  @Test func logarithmsOfProbabilitiesHaveFineSteps() throws {
    var graph = try network {
      $0.add("factor", .multiply(Multiply(constant: ConstantOperand(shape: [1]))))
      $0.add("log", .logSoftmax(LogSoftmax()))
    }
    graph.parameters["factor.operand"]!.values = [0.01]
    try check(graph)
    let images = try CalibrationImages.random(4, for: graph, seed: 5)
    var quantizer = Quantizer()
    quantizer.calibrator = .minMax
    let map = try quantizer.quantize(graph, calibration: images).nodes.last!.output
    #expect(map == QuantizationParameters(scale: 1 / 128, zeroPoint: 127))
  }

  /// Logarithms below −16 are beyond what the operator makes, and no reason to refuse a network.
  @Test func logarithmsOfProbabilities() throws {
    try check(network { $0.add("log", .logSoftmax(LogSoftmax())) })
    let steep = try network {
      $0.add("steep", .multiply(Multiply(constant: ConstantOperand(shape: [1]))))
      $0.add("log", .logSoftmax(LogSoftmax()))
    }
    var graph = steep
    graph.parameters["steep.operand"]!.values = [200]
    let images = try CalibrationImages.random(4, for: graph, seed: 5)
    let quantized = try Quantizer().quantize(graph, calibration: images)
    #expect(quantized.nodes.last!.output == .logProbability)
    #expect(try Exporter.export(quantized).count > 0)
  }

  /// What has no int8 form is named.
  @Test func productsAlongAxesAreRefused() throws {
    let graph = try network { $0.add("product", .reduce(Reduce(kind: .product, axes: [2]))) }
    let images = try CalibrationImages.random(4, for: graph, seed: 5)
    var quantizer = Quantizer()
    quantizer.correctsBias = false
    let quantized = try quantizer.quantize(graph, calibration: images)
    #expect(throws: ExporterError.unsupported(node: "product", operation: "a product along axes")) {
      try Exporter.export(quantized)
    }
  }
}
