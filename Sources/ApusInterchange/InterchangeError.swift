import ApusFiles

/// Why a file could not be read or written in one of the formats known here. Every case names the file.
public enum InterchangeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file itself, or what kind of file it is.
  case file(FileError)
  /// It holds no names of classes: it is no text, or empty.
  case notNames(path: String)
  /// Its content is not sound safetensors.
  case safetensors(path: String, SafetensorsError)
  /// Its content is sound, but not a network.
  case graph(path: String, GraphFormatError)
  /// Its content is not a NumPy array that is known here.
  case numPy(path: String, NumPyError)
  /// Its content is not a TFLite network that can be imported.
  case tflite(path: String, TFLiteError)
  /// Its content is not an ONNX network that can be imported.
  case onnx(path: String, ONNXError)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .notNames(let path): "\(path) holds no names of classes: they stand in a text file, one a line"
    case .safetensors(let path, let error): "\(path) \(error)"
    case .graph(let path, let error): "\(path) \(error)"
    case .numPy(let path, let error): "\(path) \(error)"
    case .tflite(let path, let error): "\(path) \(error)"
    case .onnx(let path, let error): "\(path) \(error)"
    }
  }
}
