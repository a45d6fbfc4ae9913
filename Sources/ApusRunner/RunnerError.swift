import ApusFiles
import ApusModel

/// Why a model cannot answer an image.
public enum RunnerError: Error, Sendable, CustomStringConvertible {
  /// The model's file cannot be read.
  case file(FileError)
  /// The model's file is not a sound model.
  case model(path: String, ModelError)
  /// The model takes inputs that no image can become.
  case channels(model: String, Int)
  /// The model takes several inputs, and an image is only one.
  case severalInputs(model: String, Int)
  /// The model's outputs are values, not classes.
  case noClasses(model: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .model(let path, let error): "\(path): \(error)"
    case .channels(let name, let count):
      "the model \(name) takes inputs of \(count) channels, but images have 1 or 3"
    case .severalInputs(let name, let count):
      "the model \(name) takes \(count) inputs, but an image is only one"
    case .noClasses(let name): "the model \(name) gives values, not classes"
    }
  }
}
