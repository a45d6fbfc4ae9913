extension Histogram {
  /// The range with the least expected squared error.
  ///
  /// Inside, rounding to steps of Δ costs Δ²/12 for each value; outside, a value costs its squared distance
  /// from the range. Prefix sums of counts, of values and of squares make a candidate's cost O(1), so all
  /// pairs of 128 lower and 128 upper ends are tried (one end stays at zero where the values do).
  func meanSquaredErrorRange(levels: Int) -> ClosedRange<Double> {
    let sums = PrefixSums(self)
    let steps = 128
    let lowerEnds = Self.candidates(range.lowerBound, steps: steps)
    let upperEnds = Self.candidates(range.upperBound, steps: steps)
    var best = (error: Double.infinity, range: range)
    for lower in lowerEnds {
      for upper in upperEnds where upper > lower {
        let step = (upper - lower) / Double(levels - 1)
        let inside = sums.count(from: lower, to: upper)
        let error =
          inside * step * step / 12 + sums.squaredDistance(below: lower) + sums.squaredDistance(above: upper)
        if error < best.error { best = (error, lower...upper) }
      }
    }
    return best.range
  }

  /// From the end of the range toward zero, the end first so that it wins a tie.
  private static func candidates(_ end: Double, steps: Int) -> [Double] {
    end == 0 ? [0] : (0..<steps).map { end * Double(steps - $0) / Double(steps) } + [0]
  }
}

/// Sums over the bins before a position: of counts, of values, of squared values.
private struct PrefixSums {
  let lower: Double
  let width: Double
  var counts: [Double] = [0]
  var values: [Double] = [0]
  var squares: [Double] = [0]

  init(_ histogram: Histogram) {
    lower = histogram.range.lowerBound
    width = histogram.binWidth
    for (bin, count) in histogram.counts.enumerated() {
      let center = histogram.center(bin)
      counts.append(counts[bin] + Double(count))
      values.append(values[bin] + Double(count) * center)
      squares.append(squares[bin] + Double(count) * center * center)
    }
  }

  /// The number of bins whose middle lies below a real value.
  private func position(_ value: Double) -> Int {
    max(0, min(counts.count - 1, Int(((value - lower) / width).rounded())))
  }

  func count(from first: Double, to last: Double) -> Double {
    counts[position(last)] - counts[position(first)]
  }

  /// `Σ (x − end)²` over values below `end`.
  func squaredDistance(below end: Double) -> Double {
    let index = position(end)
    return squares[index] - 2 * end * values[index] + end * end * counts[index]
  }

  /// `Σ (x − end)²` over values above `end`.
  func squaredDistance(above end: Double) -> Double {
    let index = position(end)
    let last = counts.count - 1
    return squares[last] - squares[index] - 2 * end * (values[last] - values[index])
      + end * end * (counts[last] - counts[index])
  }
}
