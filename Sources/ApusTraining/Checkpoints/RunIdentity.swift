import ApusData
import ApusGraph
import ApusInterchange

/// What two runs must have in common for one to go on where the other was interrupted.
struct RunIdentity: Hashable {
  /// All options, but not where the checkpoint lies or how often it is written.
  var options: String
  /// The network before training, weights included.
  var network: String
  /// Images and labels to train and to validate on.
  var images: String

  /// The identity of a run.
  init(
    graph: Graph, training: ImageDataset, validation: ImageDataset?, options: TrainingOptions
  ) {
    var plain = options
    plain.checkpointPath = nil
    plain.checkpointInterval = nil
    plain.teacher = nil
    // A dictionary prints in any order.
    plain.lossWeights = [:]
    let weights = options.lossWeights.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    var teacher = Fingerprint()
    if let graph = options.teacher { teacher.combine(graph) }
    self.options = "\(plain) \(weights) \(teacher.text)"

    var network = Fingerprint()
    network.combine(graph)
    self.network = network.text

    var images = Fingerprint()
    images.combine(training)
    if let validation { images.combine(validation) }
    self.images = images.text
  }

  /// The identity that a checkpoint holds.
  init(options: String, network: String, images: String) {
    self.options = options
    self.network = network
    self.images = images
  }

  /// What is different in a checkpoint; nil where it is of the same run.
  func difference(from other: RunIdentity) -> String? {
    if network != other.network { return "another network or other weights" }
    if images != other.images { return "other images" }
    return options == other.options ? nil : "other options"
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

  fileprivate mutating func combine(_ images: ImageDataset) {
    for extent in [images.count, images.height, images.width, images.channels] { combine(UInt64(extent)) }
    images.pixels.withUnsafeBytes { combine($0) }
    images.labels.withUnsafeBytes { combine($0) }
  }
}
