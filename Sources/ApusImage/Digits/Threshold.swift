/// The value that divides a histogram best: most variance lies between the two sides (Otsu, "A threshold selection
/// method from gray-level histograms", IEEE Transactions on Systems, Man, and Cybernetics 9, 1979).
struct Threshold {
  /// The lowest value of the upper side.
  let value: Int
  /// The mean of the lower side.
  let low: Double
  /// The mean of the upper side.
  let high: Double

  /// - Parameter counts: how often each value occurs, from 0 on.
  init(of counts: [Double]) {
    let count = counts.reduce(0, +)
    let sum = counts.indices.reduce(0) { $0 + Double($1) * counts[$1] }
    var (belowCount, belowSum) = (0.0, 0.0)
    var best = (variance: 0.0, value: 1, low: 0.0, high: 0.0)
    var last = 1
    for value in 0..<max(counts.count - 1, 0) {
      belowCount += counts[value]
      belowSum += Double(value) * counts[value]
      guard belowCount > 0, belowCount < count else { continue }
      let (low, high) = (belowSum / belowCount, (sum - belowSum) / (count - belowCount))
      let variance = belowCount * (count - belowCount) * (high - low) * (high - low)
      if variance > best.variance {
        best = (variance, value + 1, low, high)
        last = value + 1
      } else if variance == best.variance, last == value {
        // Nothing lies between: the middle of the gap divides best.
        last = value + 1
      }
    }
    (value, low, high) = ((best.value + last) / 2, best.low, best.high)
  }
}
