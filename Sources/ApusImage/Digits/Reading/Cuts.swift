/// Where a piece of ink that may be several touching digits can be cut, from left to right.
struct Cuts {
  /// The piece's left side, the cuts, and its right side.
  let seams: [Seam]

  /// Most cuts that are tried.
  private static let most = 24

  /// - Parameters:
  ///   - ink: the piece alone, grayscale.
  ///   - height: the usual height of a digit.
  init(of ink: Image, height: Int) {
    let distance = max(2, height / 8)
    var seams = stride(from: distance, through: ink.width - distance, by: max(1, distance / 2)).map {
      Seam(through: ink, near: $0, reach: height / 3)
    }
    // Of ways that are nearly the same, and of too many, the ones with the least ink.
    seams.sort { ($0.ink, $0.middle) < ($1.ink, $1.middle) }
    var chosen: [Seam] = []
    for seam in seams where chosen.count < Self.most {
      if chosen.allSatisfy({ abs($0.middle - seam.middle) >= distance * 2 / 3 }) { chosen.append(seam) }
    }
    chosen.sort { $0.middle < $1.middle }
    self.seams = [Seam(x: 0, pixels: ink.height)] + chosen + [Seam(x: ink.width, pixels: ink.height)]
  }
}

extension Seam {
  /// The column that it lies around.
  var middle: Int { columns.reduce(0, +) / max(columns.count, 1) }
}
