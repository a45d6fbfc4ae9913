/// A way from the top of a piece of ink to its bottom that crosses as little ink as possible: where touching digits may be cut.
struct Seam {
  /// For each row the first column of what lies right of it.
  let columns: [Int]
  /// The ink on it, in full pixels.
  let ink: Int

  /// The way down between two sides of a piece, straight where there is no ink.
  init(x: Int, pixels: Int) {
    columns = Array(repeating: x, count: pixels)
    ink = 0
  }

  /// The cheapest way down near a column. From row to row it goes on by a column at most, which costs as much as a tenth of a
  /// pixel of ink (Avidan and Shamir, "Seam carving for content-aware image resizing", ACM Transactions on Graphics 26, 2007).
  /// - Parameters:
  ///   - image: a piece of ink, grayscale.
  ///   - center: the column.
  ///   - reach: how far the way may be from it.
  init(through image: Image, near center: Int, reach: Int) {
    let (first, last) = (max(center - reach, 0), min(center + reach, image.width - 1))
    let count = last - first + 1
    let sidestep = 26
    var costs = [Int](repeating: 0, count: count)
    // Ways that begin or end far from the column are dearer, so that neighbors have ways of their own.
    for place in 0..<count { costs[place] = 8 * abs(first + place - center) }
    var steps = [Int8](repeating: 0, count: count * image.height)
    for y in 0..<image.height {
      var next = costs
      for place in 0..<count {
        var (best, step) = (costs[place], 0)
        if place > 0, costs[place - 1] + sidestep < best { (best, step) = (costs[place - 1] + sidestep, -1) }
        if place + 1 < count, costs[place + 1] + sidestep < best {
          (best, step) = (costs[place + 1] + sidestep, 1)
        }
        next[place] = best + Int(image.pixels[y * image.width + first + place])
        steps[y * count + place] = Int8(step)
      }
      costs = next
    }
    var place = costs.indices.min {
      costs[$0] + 8 * abs(first + $0 - center) < costs[$1] + 8 * abs(first + $1 - center)
    }!
    var columns = [Int](repeating: 0, count: image.height)
    var ink = 0
    for y in (0..<image.height).reversed() {
      columns[y] = first + place
      ink += Int(image.pixels[y * image.width + first + place])
      place += Int(steps[y * count + place])
    }
    self.columns = columns
    self.ink = (ink + 127) / 255
  }
}
