/// Lines of one slope across a picture: in which row each of them meets the middle of each strip.
package struct ParallelLines {
  /// How far down they go from column to column.
  let slope: Double
  /// How far down they go over the picture's width.
  private let tilt: Int
  /// How far down they have gone at the middle of each strip.
  private let falls: [Double]
  /// By how many rows those are above or below the row of the picture's middle; nil where rounding decides.
  let shifts: [Int?]

  /// - Parameters:
  ///   - tilt: how far down they go over the picture's width.
  ///   - width: that width.
  ///   - strips: how many strips it is divided into.
  package init(tilt: Int, width: Int, strips: Int) {
    let slope = Double(tilt) / Double(width)
    (self.tilt, self.slope) = (tilt, slope)
    let falls = (0..<strips).map { slope * (Double($0) + 0.5) * Double(width) / Double(strips) }
    self.falls = falls
    shifts = falls.map { fall in
      let shift = fall - Double(tilt) / 2
      // From row to row sums are rounded differently, by much less than this.
      return abs(shift - shift.rounded(.down) - 0.5) < 1e-6 ? nil : Int(shift.rounded())
    }
  }

  /// The row where the line through a row of the picture's middle meets the first column.
  func start(_ y: Int) -> Double { Double(y) - Double(tilt) / 2 }

  /// The row where that line meets the middle of a strip; it may lie outside of the picture.
  package func row(_ y: Int, strip: Int) -> Int {
    if let shift = shifts[strip] { return y + shift }
    return Int((start(y) + falls[strip]).rounded())
  }
}
