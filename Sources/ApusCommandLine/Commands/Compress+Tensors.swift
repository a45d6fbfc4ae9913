import Apus
import ApusCompression
import ApusExporter
import ApusFiles
import ApusGraph
import ApusReporting
import ApusRunner

extension Compress {
  /// Quantizes a network of any inputs and outputs with arrays in place of images: nothing is trained, so nothing is
  /// pruned, and what int8 does to the outputs is judged by their signal-to-noise ratio.
  func quantize(_ graph: Graph, with files: [String], quantizer: Quantizer) throws {
    let tensors = try TensorCalibration(
      files, for: graph, layout: layout ?? .nhwc, most: calibrationImages, limits: data.limits)
    let graph = withoutPixels(graph, beyond: tensors.calibration)
    let quantized = try quantizer.quantize(
      graph, calibration: tensors.calibration, progress: Notice.progress("quantizing"))
    let bytes = try Exporter.export(quantized, form: form.form, operatorNames: !strip)
    try AtomicFile.write(bytes, to: out)
    let report = try QuantizationReport(quantized, of: graph, on: tensors.judging)
    let figures = try TensorFigures(
      out: out, graph: graph, bytes: bytes, samples: tensors.judging.count, report: report)
    if output.json { try JSONOutput.print(figures) } else { try print(figures.text(report: report)) }
  }

  /// The network without what pixels become, where samples have numbers that no pixel becomes: the range of such an input
  /// follows from the samples.
  private func withoutPixels(_ graph: Graph, beyond samples: CalibrationSamples) -> Graph {
    var result = graph
    for (index, input) in graph.inputs.enumerated() {
      guard let pixels = input.preprocessing?.pixelRange(channels: input.shape.channels),
        let least = samples.inputs[input.name]?.min(), let greatest = samples.inputs[input.name]?.max()
      else { continue }
      let step = (pixels.upperBound - pixels.lowerBound) / 255
      guard Double(least) < pixels.lowerBound - step || Double(greatest) > pixels.upperBound + step else {
        continue
      }
      result.inputs[index].preprocessing = nil
      Notice.say(
        "\(input.name.printable): the samples are in \(least) … \(greatest) and pixels become "
          + "\(pixels.lowerBound) … \(pixels.upperBound), so the model takes no pictures")
    }
    return result
  }

  /// What compression with arrays prints.
  private struct TensorFigures: Encodable {
    struct Output: Encodable {
      var name: String
      /// In decibels; nil for an exact value, and for indices.
      var signalToNoise: Double?
    }

    var out: String
    var multiplyAccumulates: Int
    var parameters: Int
    var floatBytes: Int
    var int8Bytes: Int
    var arenaBytes: Int
    var judgingSamples: Int
    var outputs: [Output]

    init(out: String, graph: Graph, bytes: [UInt8], samples: Int, report: QuantizationReport) throws {
      self.out = out
      multiplyAccumulates = try NetworkCost(graph).multiplyAccumulates
      parameters = graph.trainableParameterCount
      floatBytes = 4 * parameters
      int8Bytes = bytes.count
      let file = try ModelFile(bytes)
      arenaBytes = withExtendedLifetime(file) { file.model.arenaBytes }
      judgingSamples = samples
      outputs = graph.outputs.map { output in
        let value = report.values.first { $0.name == output.node }
        return Output(
          name: output.name,
          signalToNoise: value.flatMap { $0.signalToNoise.isFinite ? $0.signalToNoise : nil })
      }
    }

    func text(report: QuantizationReport) -> String {
      var rows = [["", "float", "int8", ""]]
      rows.append(["multiply-accumulates", "", Format.grouped(multiplyAccumulates), ""])
      rows.append(["parameters", "", Format.grouped(parameters), ""])
      let share = Format.percent(Double(int8Bytes) / Double(max(floatBytes, 1)), places: 1)
      rows.append(["bytes", Format.grouped(floatBytes), Format.grouped(int8Bytes), share])
      rows.append(["arena bytes", "", Format.grouped(arenaBytes), ""])
      let samples = "\(Format.grouped(judgingSamples)) \(judgingSamples == 1 ? "sample" : "samples")"
      let ratios = outputs.map { output in
        "\(output.name.printable), on \(samples) kept out of calibration: "
          + (output.signalToNoise.map { "\(Format.decimal($0, 1)) dB" } ?? "exact")
      }
      return """
        \(report)

        SQNR is the ratio of signal to quantization noise up to this value; own, of this value alone.

        \(Format.table(rows))
        \(ratios.joined(separator: "\n"))
        \(out): \(Format.bytes(int8Bytes))
        """
    }
  }
}
