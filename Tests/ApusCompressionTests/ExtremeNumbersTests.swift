import ApusCompression
import ApusExporter
import ApusGraph
import Testing

/// Weights, biases and values at the ends of what single precision holds: an int8 network or an error, never a trap.
struct ExtremeNumbersTests {
  private func network(weight: Float, bias: Float) throws -> Graph {
    var builder = GraphBuilder(name: "extreme", inputShape: [6, 6, 1], preprocessing: .photograph)
    try builder.convolution("conv", channels: 3, kernel: 3)
    try builder.batchNormalization("bn")
    builder.add("relu", .relu(ReLU()))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: 4)
    var graph = try builder.build(seed: 2)
    for name in ["conv.weight", "fc.weight"] {
      for index in graph.parameters[name]!.values.indices { graph.parameters[name]!.values[index] *= weight }
    }
    for name in ["conv.bias", "fc.bias"] {
      for index in graph.parameters[name]!.values.indices { graph.parameters[name]!.values[index] = bias }
    }
    return graph
  }

  private let images = CalibrationImages(
    shape: [6, 6, 1], pixels: (0..<36 * 8).map { UInt8($0 * 37 % 256) }, labels: (0..<8).map { $0 % 4 })

  @Test(arguments: [0, 1e-45, 1e-43, 1e-40, 1e-38, 1e-30, 1e-10, 1e10, 1e18, 1e30, 1e38] as [Float])
  func quantizing(weight: Float) throws {
    for bias in [0, 1e-45, 1e-38, 1, 1e20, -1e38] as [Float] {
      for calibrator in [Calibrator.meanSquaredError, .entropy, .percentile(99)] {
        let graph = try network(weight: weight, bias: bias)
        var quantizer = Quantizer()
        quantizer.calibrator = calibrator
        do {
          let quantized = try quantizer.quantize(graph, calibration: images)
          #expect(try !Exporter.export(quantized).isEmpty)
          _ = try QuantizationReport(quantized, of: graph, on: images).description
        } catch let error as CompressionError {
          #expect(weight > 1e9 || abs(bias) > 1e9 || weight < 1e-29 || bias < 1e-37, "\(error)")
        } catch let error as ExporterError {
          #expect(weight > 1e9 || abs(bias) > 1e9 || weight < 1e-29 || bias < 1e-37, "\(error)")
        }
      }
    }
  }

  @Test(arguments: [0, 1e-45, 1e-38, 1e18, 1e30, 1e38] as [Float])
  func pruning(weight: Float) throws {
    for bias in [0, 1e-45, 1e38] as [Float] {
      for criterion in [ChannelCriterion.taylor(images), .l1Norm] {
        let graph = try network(weight: weight, bias: bias)
        let pruner = ChannelPruner(to: .ratios([ChannelPruner.LayerRatio("conv", keep: 0.5)]), by: criterion)
        do {
          #expect(try pruner.prune(graph).trainableParameterCount < graph.trainableParameterCount)
        } catch is CompressionError {}
      }
    }
  }

  /// The mean of what has been centered is nothing but rounding, whose range is a ten-millionth of its input's: so are the
  /// values of two normalizations in a row. What is made of it is nearly nothing too, and int8 must hold both.
  @Test func valuesThatAreOnlyRounding() throws {
    var builder = GraphBuilder(name: "centered", inputShape: [6, 6, 4], preprocessing: nil)
    func mean(_ name: String, of value: String, _ kind: Reduce.Kind) {
      builder.add(name, .reduce(Reduce(kind: kind, axes: [2], keepsAxes: true)), from: [value])
    }
    mean("first", of: Graph.inputName, .mean)
    builder.add("centered", .subtract(Subtract()), from: [Graph.inputName, "first"])
    mean("second", of: "centered", .mean)
    mean("sum", of: "centered", .sum)
    builder.add("product", .multiply(Multiply()), from: ["centered", "second"])
    builder.add("square", .squaredDifference(SquaredDifference()), from: ["second", "sum"])
    builder.add("twice", .add(Add()), from: ["centered", "product"])
    builder.add("nothing", .subtract(Subtract()), from: ["twice", "centered"])
    for name in ["second", "sum", "product", "square", "twice", "nothing"] {
      builder.output(name, meaning: .values)
    }
    let graph = try builder.build(seed: 1)
    let samples = CalibrationSamples(
      [Graph.inputName: (0..<8 * 144).map { Float($0 &* 7919 % 1009) / 1009 }], count: 8)
    let quantized = try Quantizer().quantize(graph, calibration: samples)
    #expect(try !Exporter.export(quantized).isEmpty)
    let report = try QuantizationReport(quantized, of: graph, on: samples)
    #expect(report.values.first { $0.name == "twice" }!.signalToNoise > 30)
  }

  @Test(arguments: [1e-45, 1e-40, 1e-38, 1e-30, 3e38] as [Float])
  func histograms(largest: Float) {
    for lowest in [0, -largest] {
      var histogram = Histogram(range: Double(lowest)...Double(largest))
      let values = (0..<40).map { lowest + (largest / 40 - lowest / 40) * Float($0) }
      values.withUnsafeBufferPointer { histogram.add($0) }
      #expect(histogram.total + histogram.zeros == values.count)
      for name in Calibrator.names {
        let range = try! Calibrator(name).range(of: histogram)
        #expect(range.lowerBound >= Double(lowest) && range.upperBound <= Double(largest))
        let map = QuantizationParameters(covering: range)
        #expect(map.scale.isNormal)
      }
    }
  }
}
