import ApusEngine

/// A stretch of neighboring parameters that an optimizer treats alike.
struct ParameterStretch: Hashable, Sendable {
  /// Where they are in the parameter buffer.
  var range: Range<Int>
  /// Whether weight decay applies: to weights, not to biases and normalizations.
  var decays: Bool

  /// The trained parameters of a buffer, neighbors of one kind joined.
  static func all(_ slots: [ParameterSlot], frozen: Set<String>) -> [ParameterStretch] {
    var stretches: [ParameterStretch] = []
    for slot in slots where !frozen.contains(slot.name) && !slot.range.isEmpty {
      let decays = slot.role.decays
      if let last = stretches.last, last.range.upperBound == slot.range.lowerBound, last.decays == decays {
        stretches[stretches.count - 1].range = last.range.lowerBound..<slot.range.upperBound
      } else {
        stretches.append(ParameterStretch(range: slot.range, decays: decays))
      }
    }
    return stretches
  }
}
