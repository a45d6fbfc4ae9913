import ApusFiles
import ApusGraph
import ApusInterchange

/// The whole state of a run after some step. Nothing random is in it: all that is random is a function of
/// the seed, the epoch and the step.
package struct Checkpoint: Hashable {
  /// Sums over the epoch that is under way.
  struct EpochSums: Hashable {
    var loss = 0.0
    var correct = 0
    var images = 0
  }

  var identity: RunIdentity
  /// Steps done since the run began.
  var step: Int
  /// The step at which the learning rate's schedule began: 0, or the end of the run before epochs were added to it.
  var cycleBegin = 0
  var sums: EpochSums
  var weights: FlatWeights
  var optimizer: [Float]
  /// The moving average; nil where there is none.
  var average: FlatWeights?
  /// Of the epoch that was best so far; nil where that does not matter.
  var best: FlatWeights?
  var history: [EpochReport]
}

extension Checkpoint {
  private static let metadataKey = "apus.checkpoint"
  private static let version = 2

  /// The checkpoint as safetensors.
  package var file: Safetensors {
    var file = Safetensors()
    func store(_ name: String, _ values: [Float]) {
      file.tensors[name] = Tensor(shape: [values.count], values: values)
    }
    func store(_ name: String, _ weights: FlatWeights?) {
      guard let weights else { return }
      store("\(name).values", weights.values)
      store("\(name).statistics", weights.statistics)
    }
    store("weights", weights)
    store("average", average)
    store("best", best)
    store("optimizer", optimizer)
    file.metadata[Self.metadataKey] =
      JSONValue.members([
        "version": .integer(Self.version),
        "options": .object(
          identity.options.map { JSONValue.Member(key: $0.name, value: .string($0.value)) }),
        "network": .string(identity.network), "images": .string(identity.images), "step": .integer(step),
        "cycle": .integer(cycleBegin), "loss": .exact(sums.loss), "correct": .integer(sums.correct),
        "seen": .integer(sums.images),
        "history": .array(history.map(\.json)),
      ]).text
    return file
  }

  /// The checkpoint in a file's bytes, whatever they are. Its numbers are not yet compared with a run.
  package init(decoding bytes: [UInt8]) throws(CheckpointError) {
    if let kind = FileKind(bytes), kind != .safetensors, kind != .checkpoint {
      throw .unreadable("it is \(kind.name)")
    }
    let file: Safetensors
    do throws(SafetensorsError) { file = try Safetensors(decoding: bytes) } catch {
      throw .unreadable("it \(error)")
    }
    try self.init(file)
  }

  /// The checkpoint that tensors and metadata describe.
  init(_ file: Safetensors) throws(CheckpointError) {
    guard let text = file.metadata[Self.metadataKey], let json = try? JSONParser.parse(Array(text.utf8)),
      let version = json.integer("version")
    else { throw .notACheckpoint }
    guard version == Self.version else { throw .version(version) }
    func part(_ name: String) throws(CheckpointError) -> [Float] {
      guard let tensor = file.tensors[name], tensor.values.allSatisfy(\.isFinite) else {
        throw .damaged(name)
      }
      return tensor.values
    }
    func weights(_ name: String) throws(CheckpointError) -> FlatWeights {
      FlatWeights(values: try part("\(name).values"), statistics: try part("\(name).statistics"))
    }
    guard case .object(let options) = json["options"], let network = json.string("network"),
      let images = json.string("images"), let step = json.integer("step"),
      let cycleBegin = json.integer("cycle"), let loss = json.double("loss"),
      let correct = json.integer("correct"), let seen = json.integer("seen"),
      case .array(let reports) = json["history"]
    else { throw .damaged("description") }
    identity = RunIdentity(
      options: options.map { option in
        guard case .string(let value) = option.value else {
          return RunIdentity.Option(name: option.key, value: "")
        }
        return RunIdentity.Option(name: option.key, value: value)
      },
      network: network, images: images)
    self.step = step
    self.cycleBegin = cycleBegin
    sums = EpochSums(loss: loss, correct: correct, images: seen)
    self.weights = try weights("weights")
    average = file.tensors["average.values"] == nil ? nil : try weights("average")
    best = file.tensors["best.values"] == nil ? nil : try weights("best")
    optimizer = try part("optimizer")
    history = reports.compactMap(EpochReport.init(json:))
    guard history.count == reports.count else { throw .damaged("history") }
  }
}

extension EpochReport {
  fileprivate var json: JSONValue {
    var members: [JSONValue.Member] = [
      JSONValue.Member(key: "epoch", value: .integer(epoch)),
      JSONValue.Member(key: "trainingLoss", value: .exact(trainingLoss)),
      JSONValue.Member(key: "trainingAccuracy", value: .exact(trainingAccuracy)),
      JSONValue.Member(key: "learningRate", value: .exact(learningRate)),
      JSONValue.Member(key: "imagesPerSecond", value: .exact(imagesPerSecond)),
      JSONValue.Member(key: "isBest", value: .bool(isBest)),
    ]
    if let validationLoss, let validationAccuracy {
      members.append(JSONValue.Member(key: "validationLoss", value: .exact(validationLoss)))
      members.append(JSONValue.Member(key: "validationAccuracy", value: .exact(validationAccuracy)))
    }
    return .object(members)
  }

  fileprivate init?(json: JSONValue) {
    guard let epoch = json.integer("epoch"), let trainingLoss = json.double("trainingLoss"),
      let trainingAccuracy = json.double("trainingAccuracy"), let learningRate = json.double("learningRate"),
      let imagesPerSecond = json.double("imagesPerSecond"), case .bool(let isBest) = json["isBest"]
    else { return nil }
    self.init(
      epoch: epoch, trainingLoss: trainingLoss, trainingAccuracy: trainingAccuracy,
      validationLoss: json.double("validationLoss"), validationAccuracy: json.double("validationAccuracy"),
      learningRate: learningRate, imagesPerSecond: imagesPerSecond, isBest: isBest)
  }
}

extension JSONValue {
  /// A finite number in the fewest digits that lead back to the same bits.
  fileprivate static func exact(_ value: Double) -> JSONValue {
    precondition(value.isFinite, "JSON has no infinities and no NaN")
    return .number("\(value)")
  }

  fileprivate func integer(_ key: String) -> Int? {
    guard case .number(let digits) = self[key] else { return nil }
    return Int(digits)
  }

  fileprivate func double(_ key: String) -> Double? {
    guard case .number(let digits) = self[key], let number = Double(digits), number.isFinite else {
      return nil
    }
    return number
  }

  fileprivate func string(_ key: String) -> String? {
    guard case .string(let text) = self[key] else { return nil }
    return text
  }
}
