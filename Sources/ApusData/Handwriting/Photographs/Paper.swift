import ApusGraph

/// What is written on: its color, its texture, printed lines, and creases.
struct Paper {
  private enum Print: CaseIterable { case plain, ruled, squared }

  /// The color where nothing is printed.
  private let color: Color
  private let lineColor: Color
  private let lineOpacity: Float
  private let print: Print
  /// How far printed lines are from each other, in heights of the digit.
  private let spacing: Float
  private let offset: Float
  private let coarse: SmoothNoise
  private let fine: SmoothNoise
  private let texture: Float
  /// Creases: a place, a direction, and how much lighter one side is than the other.
  private let creases: [(x: Float, y: Float, dx: Float, dy: Float, depth: Float)]

  /// Paper, or a board for chalk.
  init(for pen: PenKind, side: Int, using source: inout RandomSource) {
    let papers = [
      Color(245, 245, 242), Color(235, 235, 235), Color(225, 222, 215), Color(250, 246, 230),
      Color(205, 205, 200),
      Color(240, 228, 150), Color(200, 220, 160), Color(180, 210, 235), Color(245, 200, 210),
    ]
    let boards = [Color(35, 60, 45), Color(45, 45, 48), Color(30, 40, 60)]
    let isBoard = pen == .chalk
    // White paper is as common as all others.
    let plain = source.integer(below: 2) == 0 ? papers.count : 4
    color = isBoard ? boards[source.integer(below: boards.count)] : papers[source.integer(below: plain)]
    print =
      isBoard || source.integer(below: 2) == 0 ? .plain : source.integer(below: 2) == 0 ? .ruled : .squared
    lineColor = source.integer(below: 2) == 0 ? Color(120, 150, 200) : Color(130, 130, 130)
    lineOpacity = source.uniform(0.15, 0.7)
    spacing = print == .ruled ? source.uniform(0.6, 1.3) : source.uniform(0.25, 0.6)
    offset = source.uniform()
    let unit = Float(side)
    coarse = SmoothNoise(spacing: unit * source.uniform(0.05, 0.4), using: &source)
    fine = SmoothNoise(spacing: source.uniform(1, 3), using: &source)
    texture = (isBoard ? 0.12 : 0.06) * source.uniform() * (source.integer(below: 3) == 0 ? 2 : 0.6)
    let isCrumpled = !isBoard && source.integer(below: 5) == 0
    let count = isCrumpled ? 3 + source.integer(below: 6) : 0
    creases = (0..<count).map { _ in
      let angle = source.uniform(0, 6.2832)
      let x = unit * source.uniform()
      return (
        x, unit * source.uniform(), Wave.sine(angle), Wave.sine(angle + 1.5707964), source.uniform(0.02, 0.08)
      )
    }
  }

  /// The printed lines, as they lie in the picture.
  /// - Parameters:
  ///   - height: of the digit, in pixels.
  ///   - view: where the camera sees a place of the paper.
  func lines(side: Int, height: Float, view: (SkeletonPoint) -> SkeletonPoint) -> StrokeCoverage {
    var coverage = StrokeCoverage(side: side)
    guard print != .plain else { return coverage }
    let (step, reach) = (max(spacing * height, 3), 1.5 * Float(side))
    let radius = max(0.35, height * 0.008)
    var place = offset * step - 0.25 * Float(side)
    while place < 1.25 * Float(side) {
      coverage.addLine(
        from: view(SkeletonPoint(-0.5 * Float(side), place)), to: view(SkeletonPoint(reach, place)),
        radius: radius)
      if print == .squared {
        coverage.addLine(
          from: view(SkeletonPoint(place, -0.5 * Float(side))), to: view(SkeletonPoint(place, reach)),
          radius: radius)
      }
      place += step
    }
    return coverage
  }

  /// The color of a place, with what of a printed line covers it.
  func color(_ x: Float, _ y: Float, line: Float) -> Color {
    var light = 1 + texture * (coarse.value(x, y) + fine.value(x, y))
    for crease in creases {
      let side = (x - crease.x) * crease.dx + (y - crease.y) * crease.dy
      // Darkest at the crease itself.
      light -= crease.depth * (side > 0 ? max(0, 1 - side / 12) : 0.35)
    }
    return color.mixed(with: lineColor, line * lineOpacity).scaled(light)
  }

  /// How much of a pen's ink reaches a place: less in the hollows of the grain.
  func ink(_ x: Float, _ y: Float, grain: Float) -> Float {
    min(max(1 - grain * (0.35 + fine.value(x, y)), 0), 1)
  }
}
