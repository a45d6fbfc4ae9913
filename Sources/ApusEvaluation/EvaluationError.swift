import ApusData
import ApusEngine
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusReporting
import ApusRunner

/// Why a network or a model could not be evaluated.
public enum EvaluationError: Error, CustomStringConvertible {
  /// A file cannot be read.
  case file(FileError)
  /// An int8 model cannot be run.
  case runner(RunnerError)
  /// A file is not a sound float network.
  case network(InterchangeError)
  /// A network has no output that classifies, or none of the name asked for.
  case graph(GraphError)
  /// A network takes several inputs, and images are only one.
  case severalInputs([String])
  /// A network takes numbers of an extent that no image has.
  case noImage(Shape)
  /// The data has classes that the network does not know.
  case strayClasses([String], known: [String])
  /// The network's classes have no names, and the data has more or fewer classes.
  case classCount(outputs: Int, classes: Int)
  /// A float network's answer to an image, by its name, is infinite or not a number; the first weights or the first
  /// value of which that is true.
  case notFinite(image: String, place: String?)
  /// A float network cannot be executed.
  case engine(EngineError)
  /// A name that ends in neither `.safetensors` nor `.apus`.
  case unknownKind(path: String)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .runner(let error): "\(error)"
    case .network(let error): "\(error)"
    case .graph(let error): "\(error)"
    case .severalInputs(let names):
      "the network takes several inputs (\(names.joined(separator: ", "))), but images are only one"
    case .noImage(let shape): "the network takes \(shape) numbers and no images"
    case .strayClasses(let names, let known):
      "the data has \(names.count == 1 ? "a class" : "classes") that the network does not know: "
        + "\(Format.list(names)); it knows \(Format.list(known))"
    case .classCount(let outputs, let classes):
      "the network has \(outputs) classes without names, and the data has \(classes): they do not match; "
        + "'apus import --classes' gives names to an imported network"
    case .notFinite(let image, let place):
      "the network's answer to \(image) is not a number or infinite\(place.map { ", first in \($0)" } ?? ""): its "
        + "weights are damaged, or its training diverged"
    case .engine(let error): "\(error)"
    case .unknownKind(let path):
      "\(path): a network's name ends in .safetensors (float) or .apus (int8)"
    }
  }
}
