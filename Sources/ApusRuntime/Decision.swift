import ApusModel

extension Session {
  /// The class that an output says, decided in integers, so that every machine says the same: the first of the largest
  /// scores, or of one probability whether it is ½ or more.
  ///
  /// - Parameter index: which output.
  /// - Returns: nil where the output's rule says that it is none of its classes, and for an output that is no scores of
  ///   classes.
  public func decision(ofOutput index: Int = 0) -> Int? {
    let output = model.output(index)
    let value = self.output(index)
    guard output.meaning != .values, value.record.element == .int8 else { return nil }
    let scores = value.integers
    if output.meaning == .probability { return Int32(scores[0]) >= output.number ? 1 : 0 }
    var (best, second) = (0, -129 as Int32)
    for index in 1..<max(scores.count, 1) {
      if scores[index] > scores[best] {
        (best, second) = (index, Int32(scores[best]))
      } else {
        second = max(second, Int32(scores[index]))
      }
    }
    switch output.rule {
    case .never: break
    case .output: if best == Int(truncatingIfNeeded: output.number) { return nil }
    case .margin: if scores.count > 1, Int32(scores[best]) &- second < output.number { return nil }
    case .sum: if model.sum(of: scores, by: output) < output.number { return nil }
    }
    return best
  }
}
