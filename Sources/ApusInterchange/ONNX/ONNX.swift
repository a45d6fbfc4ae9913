import ApusFiles
import ApusGraph

/// Networks in the Open Neural Network Exchange format, `.onnx`: float32 ones as graphs, quantized ones as quantized graphs.
///
/// What exporters leave of computing shapes is computed at the import, for one sample and, where a file leaves other extents
/// open, for those that `ImportOptions.inputShapes` has, that the file hints at, or that are usual. Values lie channels last; the file's
/// own axes, its transposes and most of its reshapings cost nothing (`ElementLayout`), and the weights of a dense layer behind
/// a flattening are brought into the order of the features. Inputs and outputs of four axes are channels last in the graph,
/// whatever they are in the file.
///
/// Nodes are called as PyTorch calls the module that a weight belongs to, `layer1.0.conv1`, or else by operator and place,
/// `conv_2`. What cannot be expressed is refused by name, all of it at once, and nothing in a file makes the importer trap or
/// take much more memory than the file.
public enum ONNX {
  /// The network in a file, called as the file is. Constants in other files are read from the file's own folder.
  /// - Parameters:
  ///   - path: the file.
  ///   - options: what is known of the network beside the file.
  /// - Throws: `InterchangeError`, naming the file.
  public static func read(
    path: String, options: ImportOptions = ImportOptions()
  ) throws(InterchangeError) -> ImportedNetwork {
    let bytes = try ForeignFile.read(path, limits: options.limits)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    var name = String(parts.last ?? "")
    if name.hasSuffix(".onnx") { name.removeLast(".onnx".count) }
    do throws(ONNXError) {
      let folder = parts.dropLast().joined(separator: "/")
      return try network(
        from: bytes, name: name, folder: parts.count > 1 && folder.isEmpty ? "/" : folder,
        options: options)
    } catch {
      throw ForeignFile.otherKind(bytes, path: path, needed: .onnx) ?? .onnx(path: path, error)
    }
  }

  /// The network in a file's bytes.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: the graph's name.
  ///   - folder: where constants in other files are; without it there can be none. Empty for the current one.
  ///   - options: as in `read`.
  /// - Throws: what is wrong or not supported, whatever the bytes.
  public static func network(
    from bytes: [UInt8], name: String, folder: String? = nil,
    options: ImportOptions = ImportOptions()
  ) throws(ONNXError) -> ImportedNetwork {
    let model = try ONNXModel(bytes)
    let constants = ONNXConstantReader(folder: folder, limits: options.limits)
    func imported(rounds: Bool) throws(ONNXError) -> ImportedNetwork? {
      try importer(of: model, name: name, constants: constants, options: options, rounds: rounds).network()
    }
    var found = try imported(rounds: false)
    // What is quantized in parts is a network of reals that rounds these.
    if found == nil { found = try imported(rounds: true) }
    guard var network = found else { throw .unsupportedModel("is quantized in parts") }
    if let annotation = model.annotation {
      let keepsPreprocessing = options.preprocessing != nil
      let keepsOutputs = options.classNames != nil || options.meaning != nil
      switch network {
      case .float(let graph):
        network = .float(
          annotation.restored(graph, keepsPreprocessing: keepsPreprocessing, keepsOutputs: keepsOutputs))
      case .int8(let graph):
        network = .int8(
          annotation.restored(graph, keepsPreprocessing: keepsPreprocessing, keepsOutputs: keepsOutputs))
      }
    }
    return network
  }

  /// The importer that has gone through a file's operators, with the first extents for open ones that suit them.
  private static func importer(
    of model: ONNXModel, name: String, constants: ONNXConstantReader, options: ImportOptions, rounds: Bool
  ) throws(ONNXError) -> ONNXImporter {
    func importer(_ open: ONNXOpenExtents, whole: Bool = false) throws(ONNXError) -> ONNXImporter {
      try ONNXImporter(
        model, name: name, constants: constants, options: options, open: open, takesBatchWhole: whole,
        roundsValues: rounds)
    }
    let candidates = ONNXOpenExtents.candidates
    let first: ONNXError
    do throws(ONNXError) { return try importer(candidates[0]) } catch { first = error }
    // What is fixed at several samples, and does mix them, is one sample of that many rows.
    if ONNXImporter.fixedBatch(of: model) > 1 {
      do throws(ONNXError) { return try importer(candidates[0], whole: true) } catch {
        if case .obstacles = first { throw first }
        throw error
      }
    }
    guard model.hasOpenExtents else { throw first }
    for candidate in candidates.dropFirst() {
      do throws(ONNXError) { return try importer(candidate) } catch { continue }
    }
    throw first
  }
}
