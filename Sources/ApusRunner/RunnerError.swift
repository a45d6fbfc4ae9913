import ApusFiles
import ApusModel

/// Why a model cannot answer an image.
public enum RunnerError: Error, Sendable, CustomStringConvertible {
  /// The model's file cannot be read.
  case file(FileError)
  /// Bytes are not a sound model.
  case unsound(ModelError)
  /// The model's file is not a sound model.
  case model(path: String, ModelError)
  /// The model needs more memory than the limits allow.
  case memory(model: String, String)
  /// One run takes more work than the limits allow.
  case work(model: String, String)
  /// The system does not give so much memory.
  case outOfMemory(byteCount: Int)
  /// The model takes inputs that no image can become.
  case channels(model: String, Int)
  /// The model takes several inputs, and an image is only one.
  case severalInputs(model: String, Int)
  /// The model's outputs are values, not classes.
  case noClasses(model: String)
  /// The model takes photographs, and digits are asked for.
  case notDigits(model: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .unsound(let error): "\(error)"
    case .model(let path, let error): "\(path): \(error)"
    case .memory(let name, let refusal): "to run the model \(name) takes \(refusal)"
    case .work(let name, let refusal): "one run of the model \(name) takes \(refusal)"
    case .outOfMemory(let count): "the system has no \(count) bytes of memory for the model"
    case .channels(let name, let count):
      "the model \(name) takes inputs of \(count) channels, but images have 1 or 3"
    case .severalInputs(let name, let count):
      "the model \(name) takes \(count) inputs, but an image is only one"
    case .noClasses(let name): "the model \(name) gives values, not classes"
    case .notDigits(let name): "the model \(name) takes photographs; only one made for digits can read them"
    }
  }

  /// The error with the path of the file that it is about.
  func naming(_ path: String) -> RunnerError {
    switch self {
    case .unsound(let error): .model(path: path, error)
    case .memory(_, let refusal): .memory(model: path, refusal)
    case .work(_, let refusal): .work(model: path, refusal)
    case .file, .model, .outOfMemory, .channels, .severalInputs, .noClasses, .notDigits: self
    }
  }
}
