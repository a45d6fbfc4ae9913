import ApusGraph

/// What a digit on paper is written with.
enum PenKind: CaseIterable {
  case ballPen, marker, pencil, chalk, brush

  /// How common it is beside the others.
  var share: Float {
    switch self {
    case .ballPen: 4
    case .marker: 3
    case .pencil: 2
    case .chalk, .brush: 1
    }
  }

  /// The width of its strokes as a share of the digit's height, least and most.
  var widths: ClosedRange<Float> {
    switch self {
    case .ballPen: 0.025...0.06
    case .marker: 0.07...0.18
    case .pencil: 0.03...0.07
    case .chalk: 0.06...0.13
    case .brush: 0.07...0.2
    }
  }

  /// How much of the paper it hides, least and most.
  var opacities: ClosedRange<Float> {
    switch self {
    case .ballPen: 0.75...1
    case .marker: 0.85...1
    case .pencil: 0.45...0.85
    case .chalk: 0.6...0.95
    case .brush: 0.8...1
    }
  }

  /// How much its width varies along a stroke.
  var pressure: Float {
    switch self {
    case .ballPen, .marker: 0.08
    case .pencil, .chalk: 0.18
    case .brush: 0.45
    }
  }

  /// How much of the paper's grain shows through.
  var grain: Float {
    switch self {
    case .ballPen, .marker, .brush: 0.08
    case .pencil: 0.5
    case .chalk: 0.7
    }
  }

  /// One of its colors, red, green and blue of 0 … 255.
  func color(using source: inout RandomSource) -> Color {
    let colors: [Color] =
      switch self {
      case .ballPen: [Color(25, 30, 110), Color(20, 20, 25), Color(170, 25, 35), Color(15, 95, 60)]
      case .marker:
        [Color(15, 15, 20), Color(20, 40, 150), Color(190, 20, 30), Color(0, 110, 70), Color(120, 40, 140)]
      case .pencil: [Color(70, 70, 75), Color(95, 92, 90)]
      case .chalk: [Color(235, 235, 230), Color(240, 225, 140), Color(235, 180, 190)]
      case .brush: [Color(15, 15, 18), Color(110, 20, 20), Color(30, 50, 120)]
      }
    return colors[source.integer(below: colors.count)]
  }

  /// One of all, the common ones more often.
  static func any(using source: inout RandomSource) -> PenKind {
    var rest = source.uniform() * allCases.reduce(0) { $0 + $1.share }
    for kind in allCases {
      rest -= kind.share
      if rest < 0 { return kind }
    }
    return .ballPen
  }
}

/// Red, green and blue, each of 0 … 255.
struct Color {
  var red: Float
  var green: Float
  var blue: Float

  init(_ red: Float, _ green: Float, _ blue: Float) { (self.red, self.green, self.blue) = (red, green, blue) }

  /// This color and a share of another.
  func mixed(with other: Color, _ share: Float) -> Color {
    Color(
      red + share * (other.red - red), green + share * (other.green - green),
      blue + share * (other.blue - blue))
  }

  /// Lighter or darker by a factor.
  func scaled(_ factor: Float) -> Color { Color(red * factor, green * factor, blue * factor) }
}
