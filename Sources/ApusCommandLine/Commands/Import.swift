import ApusExporter
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusReporting
import ApusRunner
import ArgumentParser
import Foundation

/// `apus import`
struct Import: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take over a network from an .onnx or .tflite file.",
    discussion: """
      A fully quantized int8 network becomes an .apus file, with its own scales and weights, so that it gives \
      the answers of TensorFlow Lite Micro. A float32 network becomes a .safetensors file, to evaluate, \
      fine-tune and compress.

        apus import model-int8.tflite --out model.apus
        apus import model-float32.tflite --divisor 255 --out model.safetensors

      How pixels become inputs and what classes are called is taken from the file's metadata, if it has any. \
      Without these, layers that scale pixels, the quantization of the input, an int8 form of the network beside it \
      or a well-known architecture tell the range of pixels, and the command says what it goes by. --data DIR tries \
      the usual ranges on a few images and takes the one in which the network answers best; --range, or --offset and \
      --divisor, say what it is.

        apus import network.onnx --data photos/ --out network.safetensors
        apus import network.onnx --range 0..1 --out network.safetensors

      Weights without a network, by the names of PyTorch, become a network with --as.

        apus import weights.safetensors --as resnet18 --out resnet18.safetensors

        apus import flowers.tflite --classes labels.txt --out flowers.apus
        apus import cats-and-dogs.tflite --classes cat,dog --out cats-and-dogs.apus

      A network with one sigmoid output tells two classes apart: its number is the probability of the second.
      """)

  @Argument(help: ArgumentHelp("The .onnx or .tflite file.", valueName: "network"))
  var network: String

  @Option(help: ArgumentHelp("The .apus (int8) or .safetensors (float32) file to write.", valueName: "file"))
  var out: String

  @OptionGroup var pixels: PixelOptions

  @Option(
    help: ArgumentHelp(
      "What the classes are called: a file with one name a line, or the names with commas between them.",
      valueName: "file|names"))
  var classes: String?

  @Option(
    help: """
      What the output's numbers stand for, where the network does not say it: \
      \(OutputMeaning.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var meaning: OutputMeaning?

  @Option(
    help: ArgumentHelp(
      """
      The extents of an input of an .onnx file that leaves some open, in the file's order: x=1x3x224x224. Without a name \
      those of the only input; several times for several inputs. Otherwise what the file hints at, or what is usual.
      """, valueName: "[name=]extents"))
  var inputShape: [String] = []

  @OptionGroup var published: PublishedOptions

  @OptionGroup var form: FormOption

  @OptionGroup var data: DataOptions

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard out.hasSuffix(".apus") || out.hasSuffix(".safetensors") else {
      throw ValidationError("the output's name must end in .apus or .safetensors: \(out)")
    }
  }

  func run() throws {
    let isModel = out.hasSuffix(".apus")
    try (published.architecture == nil ? InputKind.foreignNetwork : .weights).check(network, for: "import")
    try OutputFile.check(out, ending: isModel ? ".apus" : ".safetensors", inputs: [network])
    let (network, finding) = try pixels.applied(to: imported(), finder: finder())
    var figures: Figures
    switch (network, isModel) {
    case (.int8(let graph), true): figures = try write(graph)
    case (.float(let graph), false):
      try GraphFile.write(graph, to: out)
      figures = try Figures(
        out: out, type: "float32", graph: graph, parameters: graph.trainableParameterCount)
    case (.int8, false): throw ImportError.int8(path: self.network)
    case (.float, true): throw ImportError.float(path: self.network)
    }
    figures.range = finding?.range?.rawValue
    figures.rangeReason = finding?.reason
    if output.json { return try JSONOutput.print(figures) }
    try print(figures.text)
    for input in openInputs {
      try print(
        "\(out): the file leaves the extents of \(input.name.printable) open (\(input.pattern.printable)); "
          + "--input-shape takes others")
    }
    if let finding { try print("\(out): takes \(finding.description)") }
  }

  /// The network as its file has it.
  private func imported() throws -> ImportedNetwork {
    let names = try classes.map(classNames(from:))
    if let published = try published.graph(
      weights: network, classNames: names, meaning: meaning, limits: data.limits)
    {
      return .float(published)
    }
    var options = ImportOptions(classNames: names, meaning: meaning, limits: data.limits)
    // Metadata that do not fit the network are of no use, but need not be in the way of a person who knows better.
    if pixels.sayRange { options.preprocessing = .pixels }
    options.inputShapes = try inputShapes()
    return try ForeignNetwork.read(path: network, options: options)
  }

  /// The extents of inputs by name, the empty one for an only input.
  private func inputShapes() throws -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for option in inputShape {
      let parts = option.split(separator: "=", omittingEmptySubsequences: false)
      let texts = parts.last!.lowercased().split(separator: "x", omittingEmptySubsequences: false)
      let extents = texts.compactMap { Int($0) }
      guard extents.count == texts.count, extents.allSatisfy({ $0 > 0 && $0 <= 1 << 24 }) else {
        throw ValidationError(
          "--input-shape \(option): extents are whole numbers with an x between them, as 1x3x224x224")
      }
      shapes[parts.dropLast().joined(separator: "=")] = extents
    }
    return shapes
  }

  /// The inputs whose extents the file leaves open and nobody has said.
  private var openInputs: [ONNXOpenInput] {
    guard inputShape.isEmpty, FileKind(path: network) == .onnx || network.hasSuffix(".onnx"),
      let bytes = try? FileBytes.read(network, limits: data.limits),
      let inputs = try? ONNX.openInputs(in: bytes)
    else { return [] }
    return inputs
  }

  /// What finds out what pixels are to the network.
  private func finder() throws -> PixelRangeFinder {
    let images = try data.data == nil ? nil : data.images(.train, for: .any)
    return PixelRangeFinder(
      path: network, images: images, known: published.architecture.map { "as \($0.rawValue) was trained" },
      limits: data.limits)
  }

  /// The names in a file, or those that stand in the option itself.
  private func classNames(from option: String) throws -> [String] {
    let isList = option.contains(",") && FileKind(path: option) == nil
    let names =
      isList
      ? option.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      : try ClassNames.read(path: option, limits: data.limits)
    if let nameless = names.firstIndex(of: "") {
      throw ValidationError("--classes \(option): class \(nameless) has no name")
    }
    return names
  }

  private func write(_ graph: QuantizedGraph) throws -> Figures {
    let bytes: [UInt8]
    do { bytes = try Exporter.export(graph, form: form.form) } catch {
      throw ImportError.export(path: network, error)
    }
    // A model of the compact form reads from memory that the file owns.
    let arenaBytes = withExtendedLifetime(try ModelFile(bytes)) { $0.model.arenaBytes }
    try AtomicFile.write(bytes, to: out)
    let parameters = graph.nodes.reduce(0) { $0 + ($1.weights?.values.count ?? 0) + ($1.bias?.count ?? 0) }
    var figures = try Figures(out: out, type: "int8", graph: graph.skeleton, parameters: parameters)
    figures.bytes = bytes.count
    figures.arenaBytes = arenaBytes
    return figures
  }
}

extension Import {
  /// What an import prints.
  private struct Figures: Encodable {
    var out: String
    var type: String
    var name: String
    var inputShape: [Int]
    var outputShape: [Int]
    var nodes: Int
    var parameters: Int
    var multiplyAccumulates: Int
    /// What the first output's numbers stand for, and what its classes are called.
    var meaning: String
    var classNames: [String]
    /// How pixels become the first input.
    var offset: [Float]
    var divisor: [Float]
    /// Which of the usual ranges that is, and how it is known; nil for another one, and for an input that takes no images.
    var range: String?
    var rangeReason: String?
    /// Of an int8 model.
    var bytes: Int?
    var arenaBytes: Int?

    init(out: String, type: String, graph: Graph, parameters: Int) throws {
      self.out = out
      self.type = type
      self.parameters = parameters
      name = graph.name
      inputShape = graph.inputShape.dimensions
      outputShape = try graph.outputShape().dimensions
      nodes = graph.nodes.count
      meaning = graph.outputs[0].meaning.rawValue
      classNames = graph.classNames
      (offset, divisor) = (graph.preprocessing.offset, graph.preprocessing.divisor)
      multiplyAccumulates = try graph.multiplyAccumulates().reduce(0) { $0 + $1.count }
    }

    var text: String {
      let sizes = bytes.map { "; \(Format.bytes($0)), arena \(Format.bytes(arenaBytes ?? 0))" } ?? ""
      return "\(out): \(name), \(type), \(Shape(inputShape)) → \(Shape(outputShape)), \(nodes) nodes, "
        + "\(Format.grouped(parameters)) parameters, "
        + "\(Format.grouped(multiplyAccumulates)) multiply-accumulates\(sizes); output: \(outputText)"
    }

    private var outputText: String {
      let few = classNames.prefix(10).joined(separator: ", ").printable
      let names = classNames.isEmpty ? "" : " of \(few)\(classNames.count > 10 ? ", …" : "")"
      return switch OutputMeaning(rawValue: meaning) {
      case .logits: "logits\(names)"
      case .probabilities: "probabilities\(names)"
      case .independentProbabilities: "independent probabilities\(names)"
      case .probability: "the probability of \(classNames.last?.printable ?? "the second of two classes")"
      case .values, nil: "plain values"
      }
    }
  }
}

/// Why a network cannot become the file that was asked for.
enum ImportError: Error, CustomStringConvertible {
  /// An int8 network, where a float one is needed.
  case int8(path: String)
  /// A float network, where an int8 one is needed.
  case float(path: String)
  /// An int8 network that the kit's format cannot express.
  case export(path: String, any Error)

  var description: String {
    switch self {
    case .int8(let path): "\(path) holds an int8 network, which becomes an .apus file, not .safetensors"
    case .float(let path):
      "\(path) holds a float32 network, which becomes a .safetensors file; compress makes an .apus of that"
    case .export(let path, let error): "\(path): \(error)"
    }
  }
}
