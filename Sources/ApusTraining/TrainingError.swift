import ApusData
import ApusEngine
import ApusGraph
import ApusInterchange

/// Why a network could not be trained.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
  /// The graph is not sound.
  case graph(GraphError)
  /// The graph cannot be executed.
  case engine(EngineError)
  /// The images cannot be split.
  case data(DataError)
  /// There are no images to train or to evaluate on.
  case noImages
  /// The network takes several inputs, and images are only one.
  case severalInputs([String])
  /// The images are of another size than the network's input.
  case imageShape(expected: Shape, found: Shape)
  /// A label is not one of the network's outputs.
  case label(Int, outputs: Int)
  /// A pattern of names to freeze fits no parameter.
  case patternMatchesNothing(String, parameters: [String])
  /// The patterns leave nothing to train.
  case everythingFrozen
  /// An option is out of range.
  case option(String, needed: String)
  /// Numbers grew beyond all bounds: the loss, a weight or a value is no longer finite, or a weight is larger than any
  /// useful one. The place is where that was first seen, where it is known: `the weights conv1.weight`.
  case diverged(epoch: Int, step: Int, learningRate: Double, place: String?)
  /// A network gives values that are not finite, the first of them at a place: `the value of conv1`.
  case notFinite(place: String)
  /// The run was stopped from outside; its state is in the checkpoint file, if there is one.
  case interrupted(epoch: Int, epochs: Int, checkpointPath: String?)
  /// The teacher for distillation does not fit the student.
  case teacher(String)
  /// A checkpoint file could not be read or written.
  case file(InterchangeError)
  /// A run cannot go on from the checkpoint file, which stays as it is.
  case checkpoint(path: String, CheckpointError)

  /// One sentence.
  public var description: String {
    switch self {
    case .graph(.noClassifier(let output)):
      "\(output.map { "the output \($0)" } ?? "every output") gives values; training needs one that tells classes apart"
    case .graph(let error): "the network is not sound: \(error)"
    case .engine(let error): error.description
    case .data(let error): error.description
    case .noImages: "there are no images to train on"
    case .severalInputs(let names):
      "the network takes several inputs (\(names.joined(separator: ", "))), but images are only one"
    case .imageShape(let expected, let found):
      "the images are \(found), but the network takes \(expected)"
    case .label(let label, let outputs): "the label \(label) is not one of the network's \(outputs) outputs"
    case .patternMatchesNothing(let pattern, let parameters):
      "no parameter is called \"\(pattern)\"; there are \(parameters.joined(separator: ", "))"
    case .everythingFrozen: "all parameters are frozen, so there is nothing to train"
    case .option(let option, let needed): "\(option) must be \(needed)"
    case .diverged(let epoch, let step, let rate, let place):
      "training diverged in epoch \(epoch), step \(step), at a learning rate of \(Float(rate))"
        + (place.map { ", first in \($0)" } ?? "")
        + "; a lower learning rate, a longer warm-up or gradient clipping may help"
    case .notFinite(let place):
      "the network computes numbers that are infinite or not a number, first in \(place); its answers mean nothing"
    case .interrupted(let epoch, let epochs, let path):
      "stopped in epoch \(epoch) of \(epochs)"
        + (path.map { "; its state is in \($0), from which the same run goes on" } ?? "")
    case .teacher(let what): "the teacher \(what)"
    case .file(let error): error.description
    case .checkpoint(let path, let error): "cannot go on from \(path): \(error)"
    }
  }
}
