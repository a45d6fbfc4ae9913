import Apus
import ApusCompression
import ApusData
import ApusEvaluation
import ApusExporter
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusReporting
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
      part are used: a tenth only to judge by, the others to train and to calibrate. Those that judge also fit the \
      temperature by which hosts divide scores before they print probabilities; it changes no answer.

      A network whose inputs are no pictures, or whose outputs are no classes, is quantized with --input: a NumPy array of \
      samples for each input, as 'apus run' takes them, of which the last tenth only judges.

        apus compress digits.safetensors --data mnist/ --out digits.apus
        apus compress digits.safetensors --data mnist/ --keep 0.5 --recover-epochs 5 --out small.apus
        apus compress photos.safetensors --data photos/ --max-bytes 40000 --out tiny.apus
        apus compress sensor.safetensors --input samples.npy --out sensor.apus
      """)

  @Argument(help: ArgumentHelp("The .safetensors file.", valueName: "network"))
  var network: String

  @OptionGroup var data: DataOptions

  @Option(
    name: .customLong("input"),
    help: ArgumentHelp(
      "A .npy file of samples in place of --data; once for each input of the network.", valueName: "file"))
  var inputFiles: [String] = []

  @Option(
    help: "How the axes of --input lie: \(TensorLayout.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var layout: TensorLayout?

  @Option(help: ArgumentHelp("The .apus file to write.", valueName: "file"))
  var out: String

  @OptionGroup var pruning: PruningArguments

  @Option(help: "How int8 ranges are chosen: \(Calibrator.names.joined(separator: ", ")).")
  var calibrator = "mse"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How many images or samples ranges are chosen by.", valueName: "count"))
  var calibrationImages = CompressionImages.usualCalibrationCount

  @Flag(
    help: """
      Let int8 hold all of a classifier's logits. Otherwise those that are too low to matter may saturate, so that the \
      others have finer steps.
      """)
  var fullLogits = false

  @Option(help: ArgumentHelp("Also write the pruned float network.", valueName: "file"))
  var floatOut: String?

  @OptionGroup var form: FormOption

  @Flag(
    help:
      "Leave out that a picture can be none of the classes: the class none of a network that has one, or its rule."
  )
  var noNone = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      How many of the images that judge may be lost to none. Unless given, it is \(Graph.usualNoneShare) where a class means \
      none; a network without one then says none of pictures whose scores are lower than those of all but this share.
      """, valueName: "share"))
  var noneShare: Double?

  @Flag(help: "Leave the layers' names out of the file.")
  var strip = false

  @OptionGroup var limit: ClassLimit

  @Option(help: "For all that is random: equal seeds give equal files.")
  var seed: UInt64 = 0

  @OptionGroup var output: JSONOption

  func validate() throws {
    if let noneShare, !(0..<0.5).contains(noneShare) {
      throw ValidationError("--none-share takes a share of at least 0 and below 0.5, not \(noneShare)")
    }
    guard !noNone || noneShare == nil else {
      throw ValidationError("--none-share and --no-none do not go together")
    }
    guard calibrationImages >= 1 else {
      throw ValidationError("--calibration-images takes a number of at least 1, not \(calibrationImages)")
    }
    guard !inputFiles.isEmpty else {
      guard layout == nil else { throw ValidationError("--layout is for --input") }
      return
    }
    guard data.data == nil, limit.limitPerClass == nil else {
      throw ValidationError("--input takes the place of --data and --limit-per-class")
    }
    guard !noNone, noneShare == nil else {
      throw ValidationError("--no-none and --none-share need --data, whose labels say what is lost to none")
    }
    guard pruning.pruner(seed: seed) == nil, floatOut == nil else {
      throw ValidationError("--input only quantizes: pruning needs --data, to train by")
    }
  }

  func run() throws {
    try InputKind.network.check(network, for: "compress")
    try OutputFile.check(out, ending: ".apus", inputs: [network])
    if let floatOut { try OutputFile.check(floatOut, ending: ".safetensors", inputs: [network]) }
    var quantizer = Quantizer()
    do { quantizer.calibrator = try Calibrator(calibrator) } catch { throw ValidationError("\(error)") }
    quantizer.preservesDecisions = !fullLogits
    guard inputFiles.isEmpty else {
      try OutputFile.check(out, ending: ".apus", inputs: inputFiles)
      let graph = try GraphFile.read(path: network, limits: data.limits)
      return try quantize(graph, with: inputFiles, quantizer: quantizer)
    }
    let pruner = pruning.pruner(seed: seed)

    let original = try GraphFile.read(path: network, limits: data.limits)
    let images = try CompressionImages(
      data.images(.train, for: .training, limitPerClass: limit.limitPerClass, seed: seed), for: original,
      calibrationCount: calibrationImages, trains: pruner != nil, seed: seed)

    var graph = original
    if let pruner {
      graph = try pruner.prune(original, with: images) { progress in
        ProgressBar(title: "recovering \(progress.round)/\(progress.rounds)").report(progress.training)
      }
    }
    var (judged, validation) = (original, images.validation)
    if noNone {
      (graph, judged) = (try graph.withoutNone(), try original.withoutNone())
      validation = validation.without(original.noneClass)
    } else {
      graph = graph.fittingNoneClass(losing: noneShare ?? Graph.usualNoneShare, on: validation)
    }
    var quantized = try quantizer.quantize(
      graph, calibration: images.calibration, progress: Notice.progress("quantizing")
    ).fittingTemperature(on: validation)
    if let noneShare {
      quantized = try quantized.fittingUnknownRule(losing: noneShare, on: validation)
      graph = graph.fittingUnknownRule(losing: noneShare, on: validation)
    }
    let bytes = try Exporter.export(quantized, form: form.form, operatorNames: !strip)
    try AtomicFile.write(bytes, to: out)
    if let floatOut { try GraphFile.write(graph.fittingTemperature(on: validation), to: floatOut) }

    let report = try QuantizationReport(quantized, of: graph, on: images.calibration.prefix(32))
    let figures = try Figures(
      out: out, original: judged, pruned: pruner == nil ? nil : graph, bytes: bytes,
      validation: validation, keptOut: images.keptOut, report: report)
    if output.json { try JSONOutput.print(figures) } else { try print(figures.text(report: report)) }
  }

  /// What compression prints.
  private struct Figures: Encodable {
    struct Layer: Encodable {
      var name: String
      var `operator`: String
      /// In decibels; nil for an exact value.
      var signalToNoise: Double?
      var ownSignalToNoise: Double?
      var weightSignalToNoise: Double?
      var clippedShare: Double
      /// The least and the greatest number that int8 holds.
      var range: [Double]
    }

    var out: String
    var multiplyAccumulatesBefore: Int
    var multiplyAccumulates: Int
    var parametersBefore: Int
    var parameters: Int
    var floatBytes: Int
    var int8Bytes: Int
    var arenaBytes: Int
    var validationImages: Int
    /// What these were kept out of, besides calibration.
    var validationKeptOutOf: CompressionImages.KeptOut
    var validationFloatAccuracy: Double
    var validationPrunedAccuracy: Double?
    var validationInt8Accuracy: Double
    var layers: [Layer]

    init(
      out: String, original: Graph, pruned: Graph?, bytes: [UInt8], validation: ImageDataset,
      keptOut: CompressionImages.KeptOut, report: QuantizationReport
    ) throws {
      let graph = pruned ?? original
      validationKeptOutOf = keptOut
      self.out = out
      multiplyAccumulatesBefore = try NetworkCost(original).multiplyAccumulates
      multiplyAccumulates = try NetworkCost(graph).multiplyAccumulates
      parametersBefore = original.trainableParameterCount
      parameters = graph.trainableParameterCount
      floatBytes = 4 * original.trainableParameterCount
      int8Bytes = bytes.count
      // What a person compresses here may be large; limits are for files from elsewhere.
      let classifier = try Int8Classifier(bytes, limits: Limits(factor: .max))
      arenaBytes = classifier.model.arenaBytes
      validationImages = validation.count
      // The memory for larger batches takes longer to make than it saves.
      func accuracy(of graph: Graph) throws -> Double {
        try Evaluator.accuracy(of: graph, on: validation, batchSize: 32).accuracy
      }
      validationFloatAccuracy = try accuracy(of: original)
      validationPrunedAccuracy = try pruned.map(accuracy)
      let correct = classifier.predictions(for: validation, progress: Notice.progress("evaluating"))
        .correct(for: validation)
      validationInt8Accuracy = Double(correct) / Double(validation.count)
      func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
      layers = report.values.map {
        Layer(
          name: $0.name, operator: $0.operation, signalToNoise: finite($0.signalToNoise),
          ownSignalToNoise: finite($0.ownSignalToNoise),
          weightSignalToNoise: finite($0.weightSignalToNoise), clippedShare: $0.clippedShare,
          range: [$0.range.lowerBound, $0.range.upperBound])
      }
    }

    /// What the images that judge were kept out of.
    private var keptOut: String {
      switch validationKeptOutOf {
      case .training: "training and calibration"
      case .fineTuning: "fine-tuning and calibration"
      case .compression: "calibration"
      }
    }

    /// What the accuracy does not say.
    private var caution: String {
      switch validationKeptOutOf {
      case .training: ""
      case .fineTuning: "\nThe weights that fine-tuning began with may have been trained on these images."
      case .compression:
        "\nThe network may have been trained on these images: 'apus evaluate' on others tells how good it is."
      }
    }

    func text(report: QuantizationReport) -> String {
      func share(_ part: Int, _ whole: Int) -> String {
        Format.percent(Double(part) / Double(max(whole, 1)), places: 1)
      }
      var rows = [["", "float", "int8", ""]]
      rows.append([
        "multiply-accumulates", Format.grouped(multiplyAccumulatesBefore),
        Format.grouped(multiplyAccumulates), share(multiplyAccumulates, multiplyAccumulatesBefore),
      ])
      rows.append([
        "parameters", Format.grouped(parametersBefore), Format.grouped(parameters),
        share(parameters, parametersBefore),
      ])
      rows.append([
        "bytes", Format.grouped(floatBytes), Format.grouped(int8Bytes), share(int8Bytes, floatBytes),
      ])
      rows.append(["arena bytes", "", Format.grouped(arenaBytes), ""])
      rows.append([
        "accuracy on \(Format.grouped(validationImages)) images kept out of \(keptOut)",
        Format.percent(validationFloatAccuracy), Format.percent(validationInt8Accuracy), "",
      ])
      if let pruned = validationPrunedAccuracy {
        rows.append(["  pruned, before quantization", Format.percent(pruned), "", ""])
      }
      return """
        \(report)

        SQNR is the ratio of signal to quantization noise up to this value; own, of this value alone.

        \(Format.table(rows))\(caution)
        \(out): \(Format.bytes(int8Bytes))
        """
    }
  }
}

extension Graph {
  /// The class of the first output that means none of the others; nil where there is none.
  fileprivate var noneClass: Int? {
    if case .output(let index)? = outputs.first?.unknownRule { index } else { nil }
  }
}

extension ImageDataset {
  /// The images of all other classes, under the names of these.
  fileprivate func without(_ noneClass: Int?) -> ImageDataset {
    guard let noneClass, noneClass < classNames.count else { return self }
    var rest = subset(labels.indices.filter { labels[$0] != Int32(noneClass) })
    rest.labels = rest.labels.map { $0 > Int32(noneClass) ? $0 - 1 : $0 }
    rest.classNames.remove(at: noneClass)
    return rest
  }
}
