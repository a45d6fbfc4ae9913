/// Why a checkpoint cannot be resumed from.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is sound, but not a checkpoint of training.
  case notACheckpoint
  /// It was made with other options, another network or other images.
  case otherRun(what: String)
  /// A part is missing or has another size.
  case damaged(String)

  /// One clause.
  public var description: String {
    switch self {
    case .notACheckpoint: "it is not a checkpoint of training"
    case .otherRun(let what): "it belongs to a run with \(what); remove it to begin anew"
    case .damaged(let part): "its part \"\(part)\" is missing or damaged"
    }
  }
}
