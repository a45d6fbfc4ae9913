import ApusImage
import ApusModel
import ApusRunner

/// Whatever its bytes are, an `.apus` file is refused with a typed error or asks for no more memory than the limits, and a
/// small model answers a picture with probabilities.
enum AnswerProperty {
  /// Models of more work or larger pictures are loaded, but not run, to keep each check short.
  private static let largestWork = 1 << 20
  private static let largestInput = 1 << 16

  private static let picture = Image(
    width: 5, height: 4, channels: 3, pixels: (0..<60).map { UInt8(truncatingIfNeeded: $0 * 37) })

  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    try checkAsItIs(file)
    if let mended = ApusProperty.mended(file), mended != file { try checkAsItIs(mended) }
  }

  private static func checkAsItIs(_ file: [UInt8]) throws(BrokenProperty) {
    let loading = try Heap.bounding("loading a model", to: Heap.most) {
      Result { () throws(RunnerError) in try LoadedModel(file) }
    }
    switch loading {
    case .failure(let error): _ = error.description
    case .success(let model):
      for index in 0..<model.model.operatorCount { _ = model.operatorName(index).count }
      guard model.model.work <= largestWork, model.model.input.count <= largestInput else { return }
      let answering = Result { () throws(RunnerError) in try model.answer(for: picture) }
      switch answering {
      case .failure(let error): _ = error.description
      case .success(let answer):
        guard answer.scores.allSatisfy({ (0...1).contains($0) }), (0...1).contains(answer.confidence) else {
          throw .unsound("the probabilities \(answer.scores)")
        }
        _ = answer.line(for: "fuzzed") + answer.json(for: "fuzzed") + answer.description
      }
    }
  }
}
