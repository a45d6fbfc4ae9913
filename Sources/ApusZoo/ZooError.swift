import ApusFiles
import ApusGraph
import ApusInterchange

/// Why the zoo cannot give a network.
public enum ZooError: Error, Sendable, CustomStringConvertible {
  /// No weights ship for this architecture.
  case notPretrained(Zoo.Architecture)
  /// The weights are not where they belong.
  case missing(name: String, folders: [String])
  /// The weights' file cannot be read.
  case file(InterchangeError)
  /// The network cannot be built for the wanted input.
  case graph(GraphError)

  /// Weights that are not those of an architecture.
  case weights(Zoo.Published, WeightMismatch)
  /// Weights that make no sound network.
  case format(GraphFormatError)

  /// One sentence.
  public var description: String {
    switch self {
    case .notPretrained(let architecture):
      "no pretrained weights of \(architecture.rawValue) ship with the kit; there are "
        + Zoo.pretrainedArchitectures.map(\.rawValue).joined(separator: ", ")
    case .missing(let name, let folders):
      "the pretrained weights \(name) are not in \(folders.joined(separator: " nor in ")); "
        + "APUS_WEIGHTS can name their folder"
    case .file(let error): error.description
    case .graph(let error): error.description
    case .weights(let architecture, let mismatch):
      "the weights are not those of \(architecture.rawValue): \(mismatch.description.printable)"
    case .format(let error): error.description
    }
  }
}
