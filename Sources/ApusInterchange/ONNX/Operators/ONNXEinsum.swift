import ApusGraph

extension ONNXImporter {
  /// EINSUM of two values: axes with one letter in both are multiplied, and summed where the result does not have it.
  mutating func einsum(_ step: ONNXStep) throws(ONNXError) {
    let text = step.node.text("equation", default: "", step.file).filter { $0 != " " }
    guard let equation = ONNXEquation(text), step.inputs.count == 2, !equation.repeats else {
      throw step.unsupported("the equation \(text.prefix(40))")
    }
    var flows: [ONNXFlow] = []
    for place in 0..<2 {
      guard step.has(place), let value = step.inputs[place] else { throw step.damaged("too few inputs") }
      var flow: ONNXFlow
      switch value {
      case .constant(let array): flow = try computed(array)
      case .computed(let given): flow = given
      case .unknown: throw step.unsupported("")
      }
      let letters = equation.inputs[place]
      guard flow.shape.count == letters.count else { throw step.damaged("an equation that does not fit") }
      // What is in neither the other value nor the result is summed at once.
      let other = equation.inputs[1 - place]
      let alone = letters.indices.filter {
        !other.contains(letters[$0]) && !equation.output.contains(letters[$0])
      }
      if !alone.isEmpty {
        try checkBatch(step, flow, alone)
        let kept = letters.indices.filter { !alone.contains($0) }.map { flow.shape[$0] }
        flow = try reshaped(try reduced(flow, alone, .sum, as: "sum"), kept)
      }
      flows.append(flow)
    }
    try finish(step, try product(step, flows[0], flows[1], equation.withoutLonelyLetters))
  }

  private mutating func product(
    _ step: ONNXStep, _ first: ONNXFlow, _ second: ONNXFlow, _ equation: ONNXEquation
  ) throws(ONNXError) -> ONNXFlow {
    let (left, right, output) = (equation.inputs[0], equation.inputs[1], equation.output)
    let shared = left.filter { right.contains($0) && output.contains($0) }
    let summed = left.filter { right.contains($0) && !output.contains($0) }
    let rows = left.filter { !right.contains($0) }
    let columns = right.filter { !left.contains($0) }
    var extents: [Character: Int] = [:]
    for (letters, flow) in [(left, first), (right, second)] {
      for (letter, extent) in zip(letters, flow.shape) {
        guard extents.updateValue(extent, forKey: letter) ?? extent == extent else {
          throw step.damaged("axes that do not fit")
        }
      }
    }
    func count(_ letters: [Character]) -> Int { letters.reduce(1) { $0 * extents[$1]! } }
    func ordered(_ flow: ONNXFlow, _ letters: [Character], _ groups: [[Character]]) throws(ONNXError)
      -> ONNXFlow
    {
      let moved = transposed(flow, groups.flatMap { $0 }.map { letters.firstIndex(of: $0)! })
      return try reshaped(moved, groups.map(count))
    }
    let one = try ordered(first, left, [shared, rows, summed])
    let other = try ordered(second, right, [shared, summed, columns])
    let result = try reshaped(
      try product(step, one, other), (shared + rows + columns).map { extents[$0]! })
    let found = shared + rows + columns
    return transposed(result, output.map { found.firstIndex(of: $0)! })
  }
}

/// An equation of axes by letters, as EINSUM has it: `bik,bkj->bij`.
struct ONNXEquation {
  private(set) var inputs: [[Character]]
  let output: [Character]

  /// Nil for an equation of another form, or with an ellipsis.
  init?(_ text: String) {
    let sides = text.split(separator: "-", omittingEmptySubsequences: false)
    inputs = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard inputs.count == 2, inputs.allSatisfy({ $0.allSatisfy(\.isLetter) }) else { return nil }
    guard sides.count == 2 else {
      guard sides.count == 1 else { return nil }
      let all = inputs.flatMap { $0 }
      output = Set(all).sorted().filter { letter in all.count { $0 == letter } == 1 }
      return
    }
    guard sides[1].first == ">" else { return nil }
    output = Array(sides[1].dropFirst())
    guard output.allSatisfy({ letter in inputs.contains { $0.contains(letter) } }) else { return nil }
  }

  /// Whether a letter stands twice in one value.
  var repeats: Bool { (inputs + [output]).contains { Set($0).count != $0.count } }

  /// The equation without letters of one value alone that the result does not have.
  var withoutLonelyLetters: ONNXEquation {
    var result = self
    for place in 0..<2 {
      let other = inputs[1 - place]
      result.inputs[place] = inputs[place].filter { other.contains($0) || output.contains($0) }
    }
    return result
  }
}
