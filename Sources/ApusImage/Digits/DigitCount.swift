extension Components {
  /// How many of the components look like digits of their own, on the safe side: those that stand apart from all others,
  /// whole, and of nearly the largest one's size.
  var digitCount: Int {
    let tallest = components.reduce(0) { max($0, $1.box.height) }
    let largest = components.reduce(0) { max($0, $1.area) }
    let digits = components.filter {
      $0.contact == 0 && 10 * $0.box.height >= 7 * tallest && 4 * $0.area >= largest
    }
    guard digits.count > 1 else { return 1 }
    // Parts of one digit lie above each other.
    func isApart(_ first: Component, _ second: Component) -> Bool {
      first.right + tallest / 10 < second.left || second.right + tallest / 10 < first.left
        || first.bottom + tallest / 4 < second.top || second.bottom + tallest / 4 < first.top
    }
    var apart: [Component] = []
    for digit in digits where apart.allSatisfy({ isApart($0, digit) }) { apart.append(digit) }
    return apart.count
  }
}
