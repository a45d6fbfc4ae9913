/// Where a piece of ink that may be several touching digits can be cut: between columns, where there is little ink.
struct Cuts {
  /// The first column of each part, and the end of the last.
  let columns: [Int]

  /// Most parts that a piece is cut into, before they are put together again.
  private static let mostParts = 16

  /// - Parameters:
  ///   - ink: the piece alone, grayscale.
  ///   - height: the usual height of a digit.
  init(of ink: Image, height: Int) {
    var sums = [Int](repeating: 0, count: ink.width)
    for y in 0..<ink.height {
      for x in 0..<ink.width { sums[x] += Int(ink.pixels[y * ink.width + x]) }
    }
    let least = max(2, height / 8)
    // The emptiest columns first, none near to another or to the ends.
    var chosen: [Int] = []
    let order = sums.indices.sorted { (sums[$0], $0) < (sums[$1], $1) }
    let most = sums.reduce(0, +) / max(ink.width, 1) * 3 / 2
    for x in order where x >= least && x < ink.width - least && sums[x] <= most {
      guard chosen.count < Self.mostParts - 1 else { break }
      if chosen.allSatisfy({ abs($0 - x) >= least }) { chosen.append(x) }
    }
    columns = [0] + chosen.sorted() + [ink.width]
  }
}
