import ApusFiles

/// What kind of file an argument takes. A file of another kind is told what it is and where it belongs, before a reader
/// takes it for a damaged one of its own.
enum InputKind {
  /// An int8 model: `.apus`.
  case model
  /// A float network: `.safetensors`.
  case network
  /// Either of these.
  case networkOrModel
  /// A network of another program, to import.
  case foreignNetwork
  /// Weights by name, without a network.
  case weights
  /// A NumPy array.
  case array

  /// The kinds of files that it takes.
  private var taken: [FileKind] {
    switch self {
    case .model: [.apus]
    case .network: [.safetensors]
    case .networkOrModel: [.apus, .safetensors]
    case .foreignNetwork: [.onnx, .tflite]
    case .weights: [.safetensors, .numPyArchive]
    case .array: [.numPy]
    }
  }

  /// That in words: `an .apus file`.
  private var name: String { taken.map(\.name).joined(separator: " or ") }

  /// - Parameters:
  ///   - path: the file.
  ///   - command: the command that takes it.
  /// - Throws: `WrongKind` for a file of another kind. One of no kind that is known, or that cannot be read, is left to its
  ///   reader.
  func check(_ path: String, for command: String) throws(WrongKind) {
    if Folder.exists(path) {
      throw WrongKind(path: path, found: "a folder", needed: name, advice: adviceForFolder(command))
    }
    guard let found = FileKind(path: path), !taken.contains(found) else { return }
    throw WrongKind(path: path, found: found.name, needed: name, advice: advice(for: found, command))
  }

  private func adviceForFolder(_ command: String) -> String? {
    switch (self, command) {
    case (.model, "run"): "run takes the .apus file first, then the pictures"
    case (_, "evaluate"): "evaluate takes a .safetensors or .apus file first, and the folder as --data"
    case (_, "finetune"): "finetune takes a folder of pictures as --data"
    case (_, "compress"): "compress takes a .safetensors file first, and the folder as --data"
    case _: nil
    }
  }

  /// What to do with a file of another kind; nil where only its owner knows.
  private func advice(for found: FileKind, _ command: String) -> String? {
    switch (self, found) {
    case (.model, .safetensors): "'apus compress' makes an .apus file of it"
    case (.network, .apus): "\(command) takes the .safetensors file that it was made from"
    case (.foreignNetwork, .apus): "it needs no import: 'apus run' and 'apus evaluate' take it as it is"
    case (.foreignNetwork, .safetensors):
      "it needs no import: 'apus evaluate', 'apus finetune --from' and 'apus compress' take it as it is"
    case (_, .checkpoint):
      "the training that it belongs to has not finished; the same command, started again, goes on with it"
    case (.weights, .pyTorch):
      "import --as takes .safetensors files; safetensors.torch.save_file(model.state_dict(), …) writes one in PyTorch"
    case (.foreignNetwork, .pyTorch):
      "import takes .onnx and .tflite files; torch.onnx.export makes one in PyTorch"
    case (.foreignNetwork, .keras), (.foreignNetwork, .hdf5), (.foreignNetwork, .savedModel):
      "import takes .onnx and .tflite files; model.export(format='onnx') or tf.lite.TFLiteConverter makes one of it"
    case (.foreignNetwork, _) where found.isForeignNetwork:
      "import takes .onnx and .tflite files; convert it to one"
    case (_, .onnx), (_, .tflite): "'apus import' takes it over first"
    case (_, _) where found.isForeignNetwork:
      "it cannot be read; convert it to an .onnx file, which 'apus import' takes over"
    case (.array, .numPyArchive): "it holds several arrays; numpy.save writes a .npy file of one"
    case (.array, _) where found.isPicture: "pictures are named without --input"
    case (.model, _) where found.isPicture: "\(command) takes the .apus file first, then the pictures"
    case _: nil
    }
  }
}

extension FileKind {
  /// Whether another program's network is in it, or may be.
  fileprivate var isForeignNetwork: Bool {
    switch self {
    case .onnx, .pyTorch, .keras, .savedModel, .gguf, .hdf5: true
    case _: false
    }
  }
}

/// A file of another kind than the one that an argument takes.
struct WrongKind: Error, CustomStringConvertible {
  /// The file.
  var path: String
  /// What it is, and what is needed, with their articles.
  var found: String
  var needed: String
  /// What to do; nil where that is not known.
  var advice: String?

  var description: String { "\(path) is \(found)" + (advice.map { ": \($0)" } ?? ", not \(needed)") }
}
