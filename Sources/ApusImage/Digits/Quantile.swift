/// The smallest value that at least this share of a histogram's counts do not exceed.
func quantile(_ share: Double, of histogram: [Int]) -> Int {
  let wanted = share * Double(histogram.reduce(0, +))
  var sum = 0
  for value in histogram.indices {
    sum += histogram[value]
    if sum > 0, Double(sum) >= wanted { return value }
  }
  return histogram.count - 1
}
