import ApusFiles
import ApusGraph

/// Networks in TensorFlow Lite's `.tflite` format (now LiteRT): float32 ones as graphs, fully quantized int8
/// ones as quantized graphs.
///
/// An int8 network keeps its own scales, zero points, weights and biases, so that, exported and run, it gives
/// the bytes of TFLite Micro's reference kernels. A float network's weights are put into this kit's layouts and
/// its fused activations become nodes; int8 weights in it ("dynamic range" quantization) become the floats that
/// they stand for. Nodes are called by operator and place: `conv_2d_0`, `add_3.relu`.
///
/// One subgraph with one input, one output and a batch of 1; the operators are those of
/// `TFLiteBuiltinOperator`. Whatever else a file holds is refused by name, and nothing in it makes the importer
/// trap or take much more memory than the file.
public enum TFLite {
  /// What a file holds.
  public enum Network: Hashable, Sendable {
    /// A float32 network.
    case float(Graph)
    /// A fully quantized int8 network.
    case int8(QuantizedGraph)
  }

  /// The network in a file, called as the file is.
  /// - Parameters:
  ///   - path: the file.
  ///   - preprocessing: how images become inputs, which the format does not say. Unless given, a float network takes
  ///     pixels as they are, and int8 inputs are `pixel − 128`.
  /// - Throws: `InterchangeError`, naming the file.
  public static func read(
    path: String, preprocessing: Preprocessing? = nil
  ) throws(InterchangeError) -> Network {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try FileBytes.read(path) } catch { throw .file(error) }
    var name = String(path.split(separator: "/").last ?? "")
    if name.hasSuffix(".tflite") { name.removeLast(".tflite".count) }
    do throws(TFLiteError) {
      return try network(from: bytes, name: name, preprocessing: preprocessing)
    } catch {
      throw .tflite(path: path, error)
    }
  }

  /// The network in a file's bytes.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: the graph's name.
  ///   - preprocessing: as in `read`.
  /// - Throws: what is wrong or not supported, whatever the bytes.
  public static func network(
    from bytes: [UInt8], name: String, preprocessing: Preprocessing? = nil
  ) throws(TFLiteError) -> Network {
    let importer = try TFLiteImporter(try TFLiteFile(bytes))
    if importer.isQuantized {
      return .int8(try importer.quantizedGraph(name: name, preprocessing: preprocessing))
    }
    return .float(try importer.floatGraph(name: name, preprocessing: preprocessing ?? .pixels))
  }
}
