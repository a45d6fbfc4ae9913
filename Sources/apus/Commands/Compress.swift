import ApusCompression
import ApusData
import ApusEvaluation
import ApusExporter
import ApusGraph
import ApusInterchange
import ApusTraining
import ArgumentParser
import Foundation

/// `apus compress`
struct Compress: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Prune a network, quantize it to int8 and write an .apus file.",
    discussion: """
      Pruning removes whole channels, so that the model gets smaller and faster on any machine; what that \
      costs in accuracy is trained back with the network before pruning as the teacher. Images of the training \
      part are used, of which a tenth only judges.

        apus compress digits.safetensors --data mnist/ --out digits.apus
        apus compress digits.safetensors --data mnist/ --keep 0.5 --recover-epochs 5 --out small.apus
        apus compress photos.safetensors --data photos/ --max-bytes 40000 --out tiny.apus
      """)

  @Argument(help: ArgumentHelp("The .safetensors file.", valueName: "network"))
  var network: String

  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("The .apus file to write.", valueName: "file"))
  var out: String

  @OptionGroup var pruning: PruningArguments

  @Option(help: "How int8 ranges are chosen: \(Calibrator.names.joined(separator: ", ")).")
  var calibrator = "mse"

  @Option(help: ArgumentHelp("How many training images ranges are chosen by.", valueName: "count"))
  var calibrationImages = 1024

  @Option(help: ArgumentHelp("Also write the pruned float network.", valueName: "file"))
  var floatOut: String?

  @Flag(help: "Leave the layers' names out of the file.")
  var strip = false

  @Option(help: ArgumentHelp("Use at most so many images of each class.", valueName: "count"))
  var limitPerClass: Int?

  @Option(help: "For all that is random: equal seeds give equal files.")
  var seed: UInt64 = 0

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard calibrationImages >= 1 else { throw ValidationError("--calibration-images takes at least 1") }
  }

  func run() throws {
    try OutputFile.check(out, ending: ".apus")
    if let floatOut { try OutputFile.check(floatOut, ending: ".safetensors") }
    var quantizer = Quantizer()
    do { quantizer.calibrator = try Calibrator(calibrator) } catch { throw ValidationError("\(error)") }
    let target = try pruning.target()

    let original = try GraphFile.read(path: network)
    let images = try data.source().load(
      .train, format: original.imageFormat, classNames: original.classNames, limitPerClass: limitPerClass,
      seed: seed)
    let (train, validation) = try images.splitting(validationFraction: 0.1, seed: seed)
    let calibration = CalibrationImages(train.sample(calibrationImages, seed: seed))

    var graph = original
    if let target {
      graph = try pruning.prune(
        original, to: target, training: train, validation: validation, scoring: calibration, seed: seed)
    }
    let quantized = try quantizer.quantize(graph, calibration: calibration)
    let bytes = try Exporter.export(quantized, operatorNames: !strip)
    try AtomicFile.write(bytes, to: out)
    if let floatOut { try GraphFile.write(graph, to: floatOut) }

    let report = try QuantizationReport(quantized, of: graph, on: calibration.prefix(32))
    let figures = try Figures(
      out: out, original: original, pruned: target == nil ? nil : graph, bytes: bytes, validation: validation,
      report: report)
    if output.json { try JSONOutput.print(figures) } else { print(figures.text(report: report)) }
  }

  /// What compression prints.
  private struct Figures: Encodable {
    struct Layer: Encodable {
      var name: String
      var `operator`: String
      /// In decibels; nil for an exact value.
      var signal_to_noise: Double?
      var own_signal_to_noise: Double?
      var weight_signal_to_noise: Double?
      var clipped_share: Double
    }

    var out: String
    var multiply_accumulates_before: Int
    var multiply_accumulates: Int
    var parameters_before: Int
    var parameters: Int
    var float_bytes: Int
    var int8_bytes: Int
    var arena_bytes: Int
    var validation_images: Int
    var validation_float_accuracy: Double
    var validation_pruned_accuracy: Double?
    var validation_int8_accuracy: Double
    var layers: [Layer]

    init(
      out: String, original: Graph, pruned: Graph?, bytes: [UInt8], validation: ImageDataset,
      report: QuantizationReport
    ) throws {
      let graph = pruned ?? original
      self.out = out
      multiply_accumulates_before = try NetworkCost(original).multiplyAccumulates
      multiply_accumulates = try NetworkCost(graph).multiplyAccumulates
      parameters_before = original.trainableParameterCount
      parameters = graph.trainableParameterCount
      float_bytes = 4 * original.trainableParameterCount
      int8_bytes = bytes.count
      let classifier = try Int8Classifier(bytes)
      arena_bytes = classifier.model.model.arenaBytes
      validation_images = validation.count
      validation_float_accuracy = try Evaluator.accuracy(of: original, on: validation).accuracy
      validation_pruned_accuracy = try pruned.map { try Evaluator.accuracy(of: $0, on: validation).accuracy }
      let answers = classifier.predictions(for: validation).answers
      let correct = zip(answers, validation.labels).reduce(0) { $0 + ($1.0 == Int($1.1) ? 1 : 0) }
      validation_int8_accuracy = Double(correct) / Double(validation.count)
      func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
      layers = report.values.map {
        Layer(
          name: $0.name, operator: $0.operation, signal_to_noise: finite($0.signalToNoise),
          own_signal_to_noise: finite($0.ownSignalToNoise),
          weight_signal_to_noise: finite($0.weightSignalToNoise), clipped_share: $0.clippedShare)
      }
    }

    func text(report: QuantizationReport) -> String {
      func share(_ part: Int, _ whole: Int) -> String {
        Format.percent(Double(part) / Double(max(whole, 1)), places: 1)
      }
      var rows = [["", "float", "int8", ""]]
      rows.append([
        "multiply-accumulates", Format.grouped(multiply_accumulates_before),
        Format.grouped(multiply_accumulates), share(multiply_accumulates, multiply_accumulates_before),
      ])
      rows.append([
        "parameters", Format.grouped(parameters_before), Format.grouped(parameters),
        share(parameters, parameters_before),
      ])
      rows.append([
        "bytes", Format.grouped(float_bytes), Format.grouped(int8_bytes), share(int8_bytes, float_bytes),
      ])
      rows.append(["arena bytes", "", Format.grouped(arena_bytes), ""])
      rows.append([
        "accuracy on \(Format.grouped(validation_images)) validation images",
        Format.percent(validation_float_accuracy), Format.percent(validation_int8_accuracy), "",
      ])
      if let pruned = validation_pruned_accuracy {
        rows.append(["  pruned, before quantization", Format.percent(pruned), "", ""])
      }
      return """
        \(report)

        SQNR is the ratio of signal to quantization noise up to this value; own, of this value alone.

        \(Format.table(rows))
        \(out): \(Format.bytes(int8_bytes))
        """
    }
  }
}
