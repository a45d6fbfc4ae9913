import ApusCompression
import ApusExporter
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusReporting
import ApusRunner
import ArgumentParser

/// `apus export`
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a network for another program, or as source code for a device.",
    discussion: """
      As a file that other programs read:

        apus export digits.apus --to onnx --out digits.onnx
        apus export digits.apus --to tflite --out digits.tflite
        apus export digits.safetensors --to safetensors --out digits-pytorch.safetensors

      int8 networks keep their scales and weights: TensorFlow Lite Micro makes the same bytes of the .tflite file, ONNX \
      Runtime answers of the .onnx file that are at most a step away. The .safetensors file has PyTorch's names and \
      layouts, for load_state_dict. Names, preprocessing and meanings go along, so that 'apus import' brings the same \
      network back. Layers that begin anew in each run keep what they remember in a .tflite file: its caller resets the \
      variables before every sequence, as with Keras' files.

      As a folder with the model as an array and the calls that run it, which must not exist yet:

        apus export digits.apus --to c --out digits
        Tools/export-library cores
        apus export digits.apus --to arduino --library cores --out digits

      --library takes the folder that Tools/export-library makes, with the runtime for the cores that there are.
      """)

  @Argument(
    help: ArgumentHelp("The .apus or .safetensors file, or a file that import takes.", valueName: "network"))
  var network: String

  @Option(
    help: ArgumentHelp(
      "What to write: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format")
  )
  var to: ExportFormat

  @Option(help: ArgumentHelp("The file or folder to write.", valueName: "file|folder"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "The folder with apus.h and libapus.a for each core, to copy into a folder for a device.",
      valueName: "folder"))
  var library: String?

  @Option(
    help: ArgumentHelp(
      """
      How an .onnx file of int8 rounds: exact (small numbers are added, so that practically all outputs are the same) or \
      plain (the usual patterns, which other programs compute in integers; an output in ten may be a step away).
      """, valueName: "rounding"))
  var rounding = ONNXFile.Rounding.exact

  @OptionGroup var limits: LimitsOption
  @OptionGroup var output: JSONOption

  func validate() throws {
    if let ending = to.ending {
      guard library == nil else { throw ValidationError("--library is for c, arduino, zephyr and esp-idf") }
      guard out.hasSuffix(ending), out.count > ending.count else {
        throw ValidationError("the output's name must end in \(ending): \(out)")
      }
    }
  }

  func run() throws {
    if let ending = to.ending {
      try OutputFile.check(out, ending: ending, inputs: [network])
    } else {
      try WholeFolder.check(out)
    }
    let source = try ExportSource(path: network, limits: limits.limits)
    let figures: Figures
    if to.ending != nil {
      let bytes = try bytes(of: source)
      try AtomicFile.write(bytes, to: out)
      figures = Figures(out: out, format: to.rawValue, files: 1, bytes: bytes.count)
    } else {
      let files = try folder(of: source)
      try WholeFolder.write(files, to: out)
      figures = Figures(
        out: out, format: to.rawValue, files: files.count, bytes: files.reduce(0) { $0 + $1.bytes.count })
    }
    if output.json { return try JSONOutput.print(figures) }
    let count = figures.files == 1 ? "" : ", \(figures.files) files"
    try print("\(out): \(to.what)\(count), \(Format.bytes(figures.bytes))")
  }

  /// The file for another program.
  private func bytes(of source: ExportSource) throws -> [UInt8] {
    do {
      switch (to, source) {
      case (.tflite, .float(let graph)): return try TFLite.bytes(of: graph.folded())
      case (.tflite, .int8(let graph, _)): return try TFLite.bytes(of: graph())
      case (.onnx, .float(let graph)): return try ONNXFile.bytes(of: graph)
      case (.onnx, .int8(let graph, _)):
        return try ONNXFile.bytes(of: graph(), rounding: rounding)
      case (_, .float(let graph)): return try PyTorchWeights.bytes(of: graph)
      case (_, .int8):
        throw ExportError.int8
      }
    } catch let error as any CustomStringConvertible & Error {
      throw ExportFailure(path: network, error: error)
    }
  }

  /// The files of the folder for a device.
  private func folder(of source: ExportSource) throws -> [WholeFolder.File] {
    guard case .int8(_, let bytes) = source else {
      throw ExportFailure(path: network, error: ExportError.float)
    }
    let file = try ModelFile(bytes())
    defer { withExtendedLifetime(file) {} }
    let name = DeviceLibrary.identifier(from: out)
    let library = try DeviceLibrary(
      file.model, name: name, version: ApusVersion.current, archives: library.map(CoreArchives.init(folder:)))
    switch to {
    case .arduino: return library.arduino
    case .zephyr: return library.zephyr
    case .espIDF: return library.espIDF
    case .c, .onnx, .tflite, .safetensors: return library.plain
    }
  }

  /// What is printed.
  private struct Figures: Encodable {
    var out: String
    var format: String
    var files: Int
    var bytes: Int
  }
}

extension ONNXFile.Rounding: ExpressibleByArgument {}

/// What a network can be written as.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
  case onnx, tflite, safetensors, c, arduino, zephyr
  case espIDF = "esp-idf"

  /// How the file's name ends; nil where it is a folder.
  var ending: String? {
    switch self {
    case .onnx: ".onnx"
    case .tflite: ".tflite"
    case .safetensors: ".safetensors"
    case .c, .arduino, .zephyr, .espIDF: nil
    }
  }

  /// The format in words.
  var what: String {
    switch self {
    case .onnx: "ONNX"
    case .tflite: "TensorFlow Lite"
    case .safetensors: "weights for PyTorch"
    case .c: "C"
    case .arduino: "an Arduino library"
    case .zephyr: "a Zephyr module"
    case .espIDF: "an ESP-IDF component"
    }
  }
}

/// Why a network cannot be written in a format.
enum ExportError: Error, CustomStringConvertible {
  /// An int8 network, where weights in float are needed.
  case int8
  /// A float network, where an int8 one is needed.
  case float

  var description: String {
    switch self {
    case .int8: "holds an int8 network; PyTorch takes the .safetensors file that it was made from"
    case .float: "holds a float32 network; 'apus compress' makes an .apus file of it, which devices run"
    }
  }
}

/// A sentence that names the file.
struct ExportFailure: Error, CustomStringConvertible {
  var path: String
  var error: any Error & CustomStringConvertible

  var description: String {
    switch error {
    case is WritingError, is ExportError: "\(path.printable) \(error)"
    case _: "\(path.printable): \(error)"
    }
  }
}
