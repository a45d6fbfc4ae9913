import ApusData
import ApusGraph
import ApusInterchange

/// What two runs must have in common for one to go on where the other was interrupted.
struct RunIdentity: Hashable {
  /// An option as text.
  struct Option: Hashable {
    /// What it is called: `batch size`.
    var name: String
    /// `64`
    var value: String
  }

  /// All options, but not where the checkpoint lies, how often it is written or whether it is read.
  var options: [Option]
  /// The network before training, weights included.
  var network: String
  /// Images and labels to train and to validate on.
  var images: String

  /// The identity of a run.
  init(
    graph: Graph, training: ImageDataset, validation: ImageDataset?, options: TrainingOptions
  ) {
    self.options = Option.all(of: options)
    var network = Fingerprint()
    network.combine(graph)
    self.network = network.text
    var images = Fingerprint()
    images.combine(training)
    if let validation { images.combine(validation) }
    self.images = images.text
  }

  /// The identity that a checkpoint holds.
  init(options: [Option], network: String, images: String) {
    self.options = options
    self.network = network
    self.images = images
  }

  /// Checks that a run of this identity can go on from a checkpoint.
  ///
  /// - Parameters:
  ///   - checkpoint: the identity of the run that it is of.
  ///   - isFinished: whether that came to its end, so that epochs can be added. These follow the learning rate's schedule
  ///     from its beginning, which may then be another one.
  /// - Returns: whether epochs are added.
  /// - Throws: `otherOptions`, `unfinished`, `otherNetwork` or `otherImages`.
  func check(_ checkpoint: RunIdentity, isFinished: Bool) throws(CheckpointError) -> Bool {
    let differences = differences(from: checkpoint)
    let epochs = differences.first { $0.option == Option.epochs }
    var adds = false
    if let epochs, let then = Int(epochs.then), let now = Int(epochs.now), now > then {
      let others = differences.filter { ![Option.epochs, Option.schedule].contains($0.option) }
      guard others.isEmpty else { throw .otherOptions(differences) }
      guard isFinished else { throw .unfinished(epochs: then) }
      adds = true
    } else if !differences.isEmpty {
      throw .otherOptions(differences)
    }
    guard network == checkpoint.network else { throw .otherNetwork }
    guard images == checkpoint.images else { throw .otherImages }
    return adds
  }

  private func differences(from checkpoint: RunIdentity) -> [CheckpointError.Difference] {
    let then = Dictionary(checkpoint.options.map { ($0.name, $0.value) }) { first, _ in first }
    let now = Dictionary(options.map { ($0.name, $0.value) }) { first, _ in first }
    let names = options.map(\.name) + checkpoint.options.map(\.name).filter { now[$0] == nil }
    return names.filter { then[$0] != now[$0] }.map {
      CheckpointError.Difference(option: $0, then: then[$0] ?? "unknown", now: now[$0] ?? "unknown")
    }
  }
}

extension RunIdentity.Option {
  /// The option that may grow when a run is at its end.
  static let epochs = "epochs"
  /// The option that may then be another one.
  static let schedule = "learning rate schedule"

  /// All options that a run's result depends on. They are found by reflection, so that none can be forgotten.
  static func all(of options: TrainingOptions) -> [Self] {
    var plain = options
    plain.checkpointPath = nil
    plain.checkpointInterval = nil
    plain.beginsAnew = false
    plain.teacher = nil
    var teacher = Fingerprint()
    if let graph = options.teacher { teacher.combine(graph) }
    return list(of: plain) + [Self(name: "teacher's weights", value: teacher.text)]
  }

  private static func list(of value: Any, prefix: String = "") -> [Self] {
    Mirror(reflecting: value).children.flatMap { child in
      let name = prefix + words(child.label ?? "")
      return switch child.value {
      case is LearningRate, is Augmentation: list(of: child.value, prefix: name + " ")
      // Dictionaries and sets print in any order.
      case let weights as [String: Float]:
        [Self(name: name, value: "\(weights.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" })")]
      case let additions as Set<DigitAddition>:
        [Self(name: name, value: "\(additions.map(\.rawValue).sorted())")]
      default: [Self(name: name, value: text(child.value))]
      }
    }
  }

  private static func text(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional else { return "\(value)" }
    return mirror.children.first.map { "\($0.value)" } ?? "none"
  }

  /// `batch size` for `batchSize`
  private static func words(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : "\($1)" }
  }
}

extension Fingerprint {
  fileprivate mutating func combine(_ graph: Graph) {
    var description = graph.json.text
    description.withUTF8 { combine(UnsafeRawBufferPointer($0)) }
    for (name, tensor) in graph.parameters.sorted(by: { $0.key < $1.key }) {
      var name = name
      name.withUTF8 { combine(UnsafeRawBufferPointer($0)) }
      tensor.values.withUnsafeBytes { combine($0) }
    }
  }
}
