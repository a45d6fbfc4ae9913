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

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .model(let path, let error): "\(path): \(error)"
    case .channels(let name, let count):
      "the model \(name) takes inputs of \(count) channels, but images have 1 or 3"
    }
  }
}
