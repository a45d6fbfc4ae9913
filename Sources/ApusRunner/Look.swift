import ApusImage
import ApusModel

/// An answer with what it was given to.
public struct Look: Hashable, Sendable {
  /// What the model says.
  public var answer: Answer
  /// What the model saw.
  public var prepared: Image
  /// What the finder of digits saw; nil for a model that takes photographs.
  public var digit: FoundDigit?

  /// In words what was found in the picture, and why the answer is none where it is.
  public var explanation: String {
    guard let digit else { return "The picture was scaled to the model's input." }
    guard !digit.isEmpty else { return "No ink was found: nothing stands out from the background." }
    var text =
      digit.ink?.description ?? "The picture looks like MNIST's own and stayed as it was."
    if digit.digitCount > 1 {
      text += " There are \(digit.digitCount) digits in it, where one is asked for: apus read reads them."
    } else if answer.isNone {
      text += " The model takes it for none of its classes."
    }
    return text
  }
}
