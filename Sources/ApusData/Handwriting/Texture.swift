import ApusGraph

/// A smooth random field over the plane: values of −1 … 1 at the corners of squares, and cubic blends between them.
package struct SmoothNoise {
  private let seed: UInt64
  /// Places in one square.
  let spacing: Float

  /// - Parameters:
  ///   - spacing: how far apart two values are that have nothing to do with each other.
  ///   - source: where the draws come from.
  package init(spacing: Float, using source: inout RandomSource) {
    self.spacing = spacing
    seed = source.next()
  }

  /// The value at a place.
  package func value(_ x: Float, _ y: Float) -> Float {
    let (u, v) = (x / spacing, y / spacing)
    let (column, row) = (u.rounded(.down), v.rounded(.down))
    let (fx, fy) = (Self.ease(u - column), Self.ease(v - row))
    let (left, top) = (Int32(column), Int32(row))
    let above = corner(left, top) * (1 - fx) + corner(left + 1, top) * fx
    let below = corner(left, top + 1) * (1 - fx) + corner(left + 1, top + 1) * fx
    return above * (1 - fy) + below * fy
  }

  private static func ease(_ t: Float) -> Float { t * t * (3 - 2 * t) }

  /// The same for the same corner (the mixing of SplitMix64).
  private func corner(_ column: Int32, _ row: Int32) -> Float {
    var bits = seed &+ UInt64(UInt32(bitPattern: column)) &* 0x9E37_79B9_7F4A_7C15
    bits ^= UInt64(UInt32(bitPattern: row)) &* 0xD1B5_4A32_D192_ED03
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Float(bits >> 40) * 0x1p-23 - 1
  }
}

/// What fabric, gravel, fur or a page of print becomes when it is taken for ink: patches, stripes, grids or grain over a rectangle.
struct Texture {
  private enum Kind: CaseIterable { case patches, stripes, grid, grain, shades }

  private let kind: Kind
  private let noise: SmoothNoise
  private let fine: SmoothNoise
  private let angle: Float
  private let period: Float
  private let level: Float
  private let softness: Float

  init(using source: inout RandomSource) {
    kind = Kind.allCases[source.integer(below: Kind.allCases.count)]
    noise = SmoothNoise(spacing: source.uniform(2.5, 10), using: &source)
    fine = SmoothNoise(spacing: source.uniform(1, 2.5), using: &source)
    angle = source.uniform(0, 3.1416)
    period = source.uniform(2.5, 9)
    level = source.uniform(-0.35, 0.3)
    softness = source.uniform(0.1, 1)
  }

  /// How much ink a place has, 0 … 1.
  private func ink(_ x: Float, _ y: Float) -> Float {
    let (sine, cosine) = (Wave.sine(angle), Wave.sine(angle + 1.5707964))
    let along = 6.2831855 * (cosine * x + sine * y) / period
    let across = 6.2831855 * (cosine * y - sine * x) / period
    let bend = noise.value(x, y)
    let value =
      switch kind {
      case .patches: bend + 0.4 * fine.value(x, y)
      case .stripes: Wave.sine(along + bend) + 0.2 * fine.value(x, y)
      case .grid: max(Wave.sine(along + 0.4 * bend), Wave.sine(across)) - 0.6
      case .grain: fine.value(x, y) + 0.3 * bend
      case .shades: 0.7 * bend
      }
    return min(max((value - level) / softness + 0.5, 0), 1)
  }

  /// Draws it into 28×28 pixels that are all 0: in the middle, or over all of them.
  func draw(into target: UnsafeMutablePointer<UInt8>, using source: inout RandomSource) {
    let isWhole = source.integer(below: 4) == 0
    let width = isWhole ? 28 : source.integer(below: 9) + 12
    let height =
      isWhole ? 28 : (width == 20 || source.integer(below: 2) == 0 ? source.integer(below: 9) + 12 : 20)
    let strength = source.uniform(0.5, 1)
    for y in 0..<height {
      for x in 0..<width {
        let at = ((28 - height) / 2 + y) * 28 + (28 - width) / 2 + x
        target[at] = UInt8(255 * strength * ink(Float(x), Float(y)) + 0.5)
      }
    }
  }
}

/// A filled shape with an uneven edge, perhaps with holes: what is left of a thing, an animal or a face.
struct Blob {
  private let corners: [Float]
  private let aspect: Float
  private let noise: SmoothNoise
  private let holes: Float
  private let ragged: Float
  private let extra: (x: Float, y: Float, radius: Float)

  init(using source: inout RandomSource) {
    corners = (0..<8).map { _ in source.uniform(0.45, 1) }
    aspect = source.uniform(0.55, 1.6)
    noise = SmoothNoise(spacing: source.uniform(2, 6), using: &source)
    holes = source.integer(below: 2) == 0 ? 2 : source.uniform(0.2, 0.7)
    ragged = 0.35 * source.uniform()
    let x = source.uniform(-9, 9)
    let y = source.uniform(-9, 9)
    extra = (x, y, source.uniform(-4, 5))
  }

  /// Draws it into 28×28 pixels that are all 0.
  func draw(into target: UnsafeMutablePointer<UInt8>, using source: inout RandomSource) {
    let strength = source.uniform(0.6, 1)
    for y in 4..<24 {
      for x in 4..<24 {
        let (dx, dy) = (Float(x) - 13.5, Float(y) - 13.5)
        let (u, v) = (dx / max(aspect, 1) * aspect, dy / max(1, 1 / aspect))
        let distance = (u * u + v * v).squareRoot()
        var depth = 10 * radius(u, v) - distance + 10 * ragged * noise.value(Float(x), Float(y))
        let (ex, ey) = (dx - extra.x, dy - extra.y)
        depth = max(depth, extra.radius - (ex * ex + ey * ey).squareRoot())
        if noise.value(Float(x) + 40, Float(y)) > holes { depth = min(depth, -0.3) }
        target[y * 28 + x] = UInt8(255 * strength * min(max(depth + 0.5, 0), 1) + 0.5)
      }
    }
  }

  /// How far the edge is in a direction, as a share.
  private func radius(_ x: Float, _ y: Float) -> Float {
    // The direction as a number of 0 … 8 around the square, which needs no angle.
    let size = max(abs(x), abs(y), 1e-3)
    let (u, v) = (x / size, y / size)
    let around: Float =
      if v <= -1 { 1 + u } else if u >= 1 { 3 + v } else if v >= 1 { 5 - u } else { 7 - v }
    let place = max(around, 0)
    let corner = Int(place) % 8
    let rest = place - place.rounded(.down)
    return corners[corner] * (1 - rest) + corners[(corner + 1) % 8] * rest
  }
}
