import ApusFiles
import ApusGraph

/// Why a file is not a TFLite network that can be imported. Each description continues a sentence that began
/// with the file.
public enum TFLiteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes do not begin as a FlatBuffer with TFLite's mark `TFL3` does.
  case notTFLite
  /// Something refers to bytes that are not there.
  case outOfBounds(byte: Int, count: Int, length: Int)
  /// The tables contradict each other.
  case damaged(String)
  /// The schema is not version 3.
  case schemaVersion(Int)
  /// The network as a whole is of a form that is not supported.
  case unsupportedModel(String)
  /// An operator that is not supported.
  case unsupportedOperator(TFLiteOperatorSite)
  /// An operator of a version that is newer than is known here.
  case operatorVersion(TFLiteOperatorSite, version: Int)
  /// An operator with an option or an operand that is not supported.
  case unsupported(TFLiteOperatorSite, String)
  /// An operator that takes a tensor which is neither the network's input nor made before.
  case notComputed(TFLiteOperatorSite, tensor: String)
  /// An operator with a tensor of another type than is supported there.
  case tensorType(TFLiteOperatorSite, tensor: String, found: String, needed: String)
  /// An operator whose inputs do not fit it.
  case shape(TFLiteOperatorSite, ShapeError)
  /// An operator's output that has another shape than its inputs give.
  case outputShape(TFLiteOperatorSite, declared: Shape, computed: Shape)
  /// The network's input has a type that is not supported.
  case inputType(String)
  /// A weight or bias that is infinite or not a number.
  case notFinite(TFLiteOperatorSite)
  /// The network needs more than its file justifies: how much, and what would allow it.
  case tooMuch(String)
  /// Another number of names than of classes: of names that are given, or of those in a file that the network names.
  case classNames(names: Int, classes: Int, file: String?)
  /// Names of classes for an output whose numbers stand for themselves.
  case namesForValues(names: Int)
  /// A file of names that the network's metadata name is missing, damaged, too large or no text.
  case labels(String)
  /// Several operators that are not supported, or not in the way that the network has them.
  case obstacles(Obstacles)
  /// It was compiled for a processor whose operators only that knows.
  case accelerator(TFLiteAccelerator)
  /// The parts do not make a sound network.
  case graph(GraphError)

  /// One clause.
  public var description: String {
    switch self {
    case .notTFLite: "is not a .tflite file: the mark TFL3 is missing"
    case .outOfBounds(let byte, let count, let length):
      "is damaged: it refers to \(count) bytes at byte \(byte), but has \(length)"
    case .damaged(let what): "is damaged: \(what.printable)"
    case .schemaVersion(let version): "has schema version \(version), where only 3 is known"
    case .unsupportedModel(let what): "\(what.printable), which is not supported"
    case .unsupportedOperator(let site): "has \(site), which is not supported"
    case .operatorVersion(let site, let version): "has \(site) of version \(version), which is not supported"
    case .unsupported(let site, let what): "has \(site) with \(what.printable), which is not supported"
    case .notComputed(let site, let tensor):
      "has \(site) with the input \(tensor.printable), which is not computed by an earlier operator"
    case .tensorType(let site, let tensor, let found, let needed):
      "has \(site) with \(tensor.printable) of type \(found), where only \(needed) is supported"
    case .shape(let site, let error): "has \(site), which \(error)"
    case .outputShape(let site, let declared, let computed):
      "has \(site) with an output of shape \(declared), where its inputs give \(computed)"
    case .inputType(let type):
      "takes an input of type \(type), which is not supported"
    case .notFinite(let site): "has \(site) with a weight or bias that is not a finite number"
    case .tooMuch(let what): "needs \(what)"
    case .classNames(let names, let classes, nil): "has \(classes) classes, not \(names) as there are names"
    case .classNames(let names, let classes, let file?):
      "has \(classes) classes, but \(names) names in its \(file.printable); --classes gives others"
    case .namesForValues(let names):
      "has an output of plain values, but \(names) names of classes; --meaning says what they stand for"
    case .labels(let name):
      "names the classes in \(name.printable), which is missing in it or damaged; --classes gives them"
    case .obstacles(let obstacles): obstacles.description
    case .accelerator(let accelerator):
      "is compiled for \(accelerator), which alone can run it: import the file that it was compiled from"
    case .graph(let error): "does not hold a sound network: \(error)"
    }
  }
}

extension TFLiteError {
  /// Whether it is about one operator, so that the others can be looked at too.
  var isObstacle: Bool { obstacle != nil || obstacles != nil }

  /// The place of the first operator that it is about; nil where it is about something else.
  var firstObstacle: Int? { (obstacle ?? obstacles?.all.first)?.index }

  private var obstacles: Obstacles? {
    if case .obstacles(let obstacles) = self { obstacles } else { nil }
  }

  /// What it says of an operator; nil where it is about something else.
  var obstacle: Obstacles.Obstacle? {
    func obstacle(_ site: TFLiteOperatorSite, _ detail: String?) -> Obstacles.Obstacle {
      Obstacles.Obstacle(name: site.name, detail: detail, index: site.index)
    }
    switch self {
    case .unsupportedOperator(let site): return obstacle(site, nil)
    case .operatorVersion(let site, let version): return obstacle(site, "of version \(version)")
    case .unsupported(let site, let what): return obstacle(site, "with \(what)")
    case .notComputed(let site, _): return obstacle(site, "with an input that is not computed")
    case .tensorType(let site, _, let found, _): return obstacle(site, "of type \(found)")
    case .shape(let site, let error): return obstacle(site, "which \(error)")
    case .outputShape(let site, let declared, let computed):
      return obstacle(site, "with an output of shape \(declared) instead of \(computed)")
    case .notTFLite, .outOfBounds, .damaged, .schemaVersion, .unsupportedModel, .inputType, .notFinite,
      .tooMuch,
      .classNames, .namesForValues, .labels, .obstacles, .accelerator, .graph:
      return nil
    }
  }
}

extension Obstacles {
  /// What several errors say of operators.
  init(_ errors: [TFLiteError]) {
    self.init()
    for error in errors {
      if let obstacle = error.obstacle { append(obstacle) }
    }
  }
}

/// Which operator of a file an error is about.
public struct TFLiteOperatorSite: Hashable, Sendable, CustomStringConvertible {
  /// Its place in the order of execution, from 0.
  public var index: Int
  /// TFLite's name for it: `CONV_2D`.
  public var name: String

  /// `operator 3 (CONV_2D)`
  public var description: String { "operator \(index) (\(name.printable))" }
}
