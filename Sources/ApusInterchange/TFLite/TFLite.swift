import ApusFiles
import ApusGraph

/// Networks in TensorFlow Lite's `.tflite` format (now LiteRT): float32 ones as graphs, fully quantized ones, of int8 and
/// int16, as quantized graphs.
///
/// An int8 network keeps its own scales, zero points, weights and biases, so that, exported and run, it gives
/// the bytes of TFLite Micro's reference kernels. A float network's weights are put into this kit's layouts and
/// its fused activations become nodes; int8 weights in it ("dynamic range" quantization) become the floats that
/// they stand for. Nodes are called by operator and place: `conv_2d_0`, `add_3.relu`.
///
/// Inputs, outputs and variables are as many as the file has; of several samples at once the network takes one. The
/// operators are those of `TFLiteBuiltinOperator`; what depends on constants and shapes alone is computed at once. Whatever
/// else a file holds is refused by name, and nothing in it makes the importer trap or take much more memory than the file.
public enum TFLite {
  /// The network in a file, called as the file is.
  /// - Parameters:
  ///   - path: the file.
  ///   - options: what is known of the network beside the file.
  /// - Throws: `InterchangeError`, naming the file.
  public static func read(path: String, options: ImportOptions = ImportOptions()) throws(InterchangeError)
    -> ImportedNetwork
  {
    let bytes = try ForeignFile.read(path, limits: options.limits)
    var name = String(path.split(separator: "/").last ?? "")
    if name.hasSuffix(".tflite") { name.removeLast(".tflite".count) }
    do throws(TFLiteError) {
      return try network(from: bytes, name: name, options: options)
    } catch {
      throw ForeignFile.otherKind(bytes, path: path, needed: .tflite) ?? .tflite(path: path, error)
    }
  }

  /// The network in a file's bytes.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: the graph's name.
  ///   - options: as in `read`.
  /// - Throws: what is wrong or not supported, whatever the bytes.
  public static func network(
    from bytes: [UInt8], name: String, options: ImportOptions = ImportOptions()
  ) throws(TFLiteError) -> ImportedNetwork {
    let file = try TFLiteFile(bytes, limits: options.limits)
    let importer = try TFLiteImporter(file, limits: options.limits)
    let interface = try TFLiteInterface(file, input: importer.graphInputs.first?.shape, options)
    let annotation = try file.metadata(NetworkAnnotation.key).flatMap { NetworkAnnotation(json: $0) }
    let keepsOutputs = options.classNames != nil || options.meaning != nil
    if importer.isQuantized {
      var graph = try importer.quantizedGraph(name: name, interface: interface)
      if let annotation {
        graph = annotation.restored(
          graph, keepsPreprocessing: options.preprocessing != nil, keepsOutputs: keepsOutputs)
      }
      try check(graph.skeleton, byteCount: bytes.count, options.limits)
      return .int8(graph)
    }
    var graph = try importer.floatGraph(name: name, interface: interface)
    if let annotation {
      graph = annotation.restored(
        graph, keepsPreprocessing: options.preprocessing != nil, keepsOutputs: keepsOutputs)
    }
    try check(graph, byteCount: bytes.count, options.limits)
    return .float(graph)
  }

  private static func check(_ graph: Graph, byteCount: Int, _ limits: Limits) throws(TFLiteError) {
    let refusal: String?
    do throws(GraphError) {
      refusal = try WorkLimits.refusal(of: graph, byteCount: byteCount, limits: limits)
    } catch {
      throw .graph(error)
    }
    if let refusal { throw .tooMuch(refusal) }
  }
}
