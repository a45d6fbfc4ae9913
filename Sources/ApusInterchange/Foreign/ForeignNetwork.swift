import ApusFiles

/// Networks in the files of other programs, whichever program it is.
public enum ForeignNetwork {
  /// The network in a file of any format that is known here, which the file's first bytes tell and not its name.
  /// - Parameters:
  ///   - path: the file.
  ///   - options: what is known of the network beside the file.
  /// - Throws: `InterchangeError`, naming the file.
  public static func read(
    path: String, options: ImportOptions = ImportOptions()
  ) throws(InterchangeError) -> ImportedNetwork {
    switch FileKind(path: path) {
    case .onnx: try ONNX.read(path: path, options: options)
    case .tflite: try TFLite.read(path: path, options: options)
    case _ where path.hasSuffix(".onnx"): try ONNX.read(path: path, options: options)
    case _: try TFLite.read(path: path, options: options)
    }
  }
}
