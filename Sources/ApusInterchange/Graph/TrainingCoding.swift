import ApusGraph

/// The trainings of a network as JSON, an array of objects:
///
///     [{"start": "random", "images": 60000, "validation": 0.1, "seed": "0", "fingerprint": "0123456789abcdef"}]
extension [TrainingRecord] {
  /// As JSON text.
  var text: String {
    JSONValue.array(
      map { record in
        .members([
          "start": .string(record.start.rawValue), "images": .integer(record.imageCount),
          "validation": .number("\(record.validationShare)"), "seed": .string("\(record.seed)"),
          "fingerprint": .string(record.validationFingerprint),
        ])
      }
    ).text
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
  fileprivate init?(json: JSONValue) {
    guard case .string(let word) = json["start"], let start = Start(rawValue: word),
      case .number(let count) = json["images"], let imageCount = Int(count), imageCount > 0,
      case .number(let share) = json["validation"], let validationShare = Double(share),
      (0..<1).contains(validationShare), case .string(let digits) = json["seed"], let seed = UInt64(digits),
      case .string(let fingerprint) = json["fingerprint"]
    else { return nil }
    self.init(
      start: start, imageCount: imageCount, validationShare: validationShare, seed: seed,
      validationFingerprint: fingerprint)
  }
}
