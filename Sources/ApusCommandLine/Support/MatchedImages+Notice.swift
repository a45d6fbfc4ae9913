import ApusData
import ApusEvaluation

extension MatchedImages {
  /// The images, after a line that says what a person should know of how classes were matched.
  func told() -> ImageDataset {
    if let notice { Notice.say(notice) }
    return images
  }
}
