import ApusGraph

/// The trainings of a network as JSON, an array of objects:
///
///     [{"start": "random", "images": 60000, "validation": 0.1, "seed": "0", "fingerprint": "0123456789abcdef"}]
///
/// and, where something was added, `"additions": ["none"]`.
extension [TrainingRecord] {
  /// As JSON text.
  var text: String {
    JSONValue.array(map(\.json)).text
  }

  /// From JSON text. Nothing depends on it but what is said of accuracies, so text that makes no sense is no training, and
  /// no error.
  init(text: String) {
    guard case .array(let values) = try? JSONParser.parse(Swift.Array(text.utf8)) else {
      self = []
      return
    }
    let records = values.map { TrainingRecord(json: $0) }
    self = records.contains(nil) ? [] : records.compactMap(\.self)
  }
}

extension TrainingRecord {
  fileprivate var json: JSONValue {
    let (start, share) = (JSONValue.string(start.rawValue), JSONValue.number("\(validationShare)"))
    let (seed, fingerprint) = (JSONValue.string("\(seed)"), JSONValue.string(validationFingerprint))
    guard !additions.isEmpty else {
      return .members([
        "start": start, "images": .integer(imageCount), "validation": share, "seed": seed,
        "fingerprint": fingerprint,
      ])
    }
    return .members([
      "start": start, "images": .integer(imageCount), "validation": share, "seed": seed,
      "fingerprint": fingerprint, "additions": .array(additions.map { .string($0) }),
    ])
  }

  fileprivate init?(json: JSONValue) {
    guard case .string(let word) = json["start"], let start = Start(rawValue: word),
      case .number(let count) = json["images"], let imageCount = Int(count), imageCount > 0,
      case .number(let share) = json["validation"], let validationShare = Double(share),
      (0..<1).contains(validationShare), case .string(let digits) = json["seed"], let seed = UInt64(digits),
      case .string(let fingerprint) = json["fingerprint"]
    else { return nil }
    var additions: [String] = []
    if case .array(let values) = json["additions"] {
      for case .string(let name) in values { additions.append(name) }
    }
    self.init(
      start: start, imageCount: imageCount, validationShare: validationShare, seed: seed,
      validationFingerprint: fingerprint, additions: additions)
  }
}
