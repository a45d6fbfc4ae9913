import ApusModel

/// How long a model runs, so that checks can leave out those that take too long.
enum Work {
  /// About how many simple instructions: the multiply-accumulates, what windows look at, and some for each element
  /// that is read or made.
  static func amount(of model: Model) -> Double {
    (0..<model.operatorCount).reduce(0) { total, index in
      let record = model[operator: index]
      let read = (0..<record.inputCount).reduce(0) { $0 + Double(model.value(record.input($1)).count) }
      let looked = Double(record.output.count) * Double(max(16, record.window?.area ?? 0))
      return total + Double(record.multiplyAccumulates(in: model)) + read + looked
    }
  }
}
