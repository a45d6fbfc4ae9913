import ApusFiles

/// Why a run cannot go on from a checkpoint file. The file stays as it is.
public enum CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An option with another value in the run that the checkpoint is of.
  public struct Difference: Hashable, Sendable, CustomStringConvertible {
    /// What the option is called: `batch size`.
    public let option: String
    /// Its value in the run that the checkpoint is of.
    public let then: String
    /// Its value in this run.
    public let now: String

    /// `batch size 64 (now 32)`
    public var description: String { "\(option.printable) \(then.printable) (now \(now.printable))" }
  }

  /// The file cannot be read, or is something else; the clause says what.
  case unreadable(String)
  /// The file is sound, but not a checkpoint of training.
  case notACheckpoint
  /// It was written by another version of the kit.
  case version(Int)
  /// It was made with other options: all that differ.
  case otherOptions([Difference])
  /// It was made with another network, or with other weights to begin with.
  case otherNetwork
  /// It was made with other images.
  case otherImages
  /// It is of a run of fewer epochs that has not come to its end; only then can more be added.
  case unfinished(epochs: Int)
  /// A part is missing, has another size, or holds what no run leaves.
  case damaged(String)

  /// One clause.
  public var description: String {
    switch self {
    case .unreadable(let why): why
    case .notACheckpoint: "it is not a checkpoint of training"
    case .version(let version): "another version of Apus made it (its format is version \(version))"
    case .otherOptions(let differences):
      "it belongs to a run with other options: \(differences.map(\.description).joined(separator: ", "))"
    case .otherNetwork: "it belongs to a run with another network or other weights"
    case .otherImages: "it belongs to a run with other images"
    case .unfinished(let epochs):
      "it belongs to a run of \(epochs) epochs that is not at its end; let that finish before more are added"
    case .damaged(let part): "its part \"\(part)\" is missing or damaged"
    }
  }
}
