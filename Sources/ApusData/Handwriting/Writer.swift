import ApusGraph

/// A hand: how somebody's digits differ from the skeletons, drawn anew for each image.
package struct Writer {
  /// Strokes as places in any unit, `y` down.
  package private(set) var strokes: [[SkeletonPoint]]
  /// The pen's width, of 20 units that the digit will be high or wide.
  let penWidth: Float
  /// How much the pen's width varies along a stroke, and where.
  let pressure: (depth: Float, phase: Float)
  /// How many units a stroke's edge takes to fade.
  let softness: Float
  /// How far the edge strays from where it belongs, in units.
  let roughness: Float
  /// How far strokes stray from the skeleton, as a factor; 1 is common.
  private let haste: Float

  /// How thick a digit's strokes are beside the others', once all are scaled to one size: what has loops above
  /// each other is written taller than a 0 with the same pen.
  private static let penShares: [Float] = [1.1, 1.22, 0.96, 1, 0.93, 0.95, 0.92, 0.97, 0.88, 0.88]

  /// Writes a digit.
  init(_ digit: Int, using source: inout RandomSource) {
    let skeleton = Self.choose(DigitSkeletons.forms[digit], using: &source)
    self.init(skeleton, penShare: Self.penShares[digit], using: &source)
  }

  /// Writes anything.
  /// - Parameters:
  ///   - skeleton: its strokes.
  ///   - penShare: how thick they are beside those of other digits or letters of the same pen.
  ///   - source: where the draws come from.
  package init(_ skeleton: Skeleton, penShare: Float = 1, using source: inout RandomSource) {
    strokes = skeleton
    let width = 1.5 + 1.9 * source.uniform() + 1.6 * source.uniform() * source.uniform() * source.uniform()
    penWidth = width * penShare
    pressure = (0.25 * source.uniform(), source.uniform(0, 6.2832))
    softness = source.uniform(1, 1.6)
    roughness = 0.7 * source.uniform() * source.uniform()
    haste = 0.7 + 0.8 * source.uniform()
    jitter(using: &source)
    moveEnds(using: &source)
    strokes = strokes.map { Curve.through($0, steps: 8) }
    proportion(using: &source)
    warp(using: &source)
    slant(using: &source)
  }

  /// One of some forms, the common ones more often.
  static func choose(_ forms: [DigitSkeletons.Form], using source: inout RandomSource) -> Skeleton {
    var rest = source.uniform() * forms.reduce(0) { $0 + $1.share }
    for form in forms {
      rest -= form.share
      if rest < 0 { return form.skeleton }
    }
    return forms[forms.count - 1].skeleton
  }

  /// A number with a bell-shaped distribution and standard deviation 1, never beyond 3.
  private static func bell(_ source: inout RandomSource) -> Float {
    source.uniform(-1, 1) + source.uniform(-1, 1) + source.uniform(-1, 1)
  }

  /// Moves each point a little; points that strokes share move together.
  private mutating func jitter(using source: inout RandomSource) {
    let size = haste * (0.02 + 0.03 * source.uniform())
    var moved: [SkeletonPoint: SkeletonPoint] = [:]
    for stroke in strokes.indices {
      for index in strokes[stroke].indices {
        let point = strokes[stroke][index]
        if let known = moved[point] {
          strokes[stroke][index] = known
          continue
        }
        let dx = size * Self.bell(&source)
        let dy = size * Self.bell(&source)
        strokes[stroke][index] = SkeletonPoint(point.x + dx, point.y + dy)
        moved[point] = strokes[stroke][index]
      }
    }
  }

  /// Lets strokes end early or late.
  private mutating func moveEnds(using source: inout RandomSource) {
    for stroke in strokes.indices {
      let count = strokes[stroke].count
      for (end, inner) in [(0, 1), (count - 1, count - 2)] {
        let reach = 0.12 * haste * Self.bell(&source)
        let isShared = strokes.indices.contains { other in
          other != stroke
            && (strokes[other].first == strokes[stroke][end] || strokes[other].last == strokes[stroke][end])
        }
        if isShared { continue }
        let (tip, before) = (strokes[stroke][end], strokes[stroke][inner])
        strokes[stroke][end] = SkeletonPoint(
          tip.x + reach * (tip.x - before.x), tip.y + reach * (tip.y - before.y))
      }
    }
  }

  /// Moves the waist up or down and makes the head wider or narrower than the foot.
  private mutating func proportion(using source: inout RandomSource) {
    let waist = 0.06 * Self.bell(&source)
    let taper = 0.14 * Self.bell(&source)
    for stroke in strokes.indices {
      for index in strokes[stroke].indices {
        let point = strokes[stroke][index]
        strokes[stroke][index] = SkeletonPoint(
          0.5 + (point.x - 0.5) * (1 + taper * (2 * point.y - 1)),
          point.y + 4 * waist * point.y * (1 - point.y))
      }
    }
  }

  /// Bends the whole smoothly: each place moves by slow waves over the box.
  private mutating func warp(using source: inout RandomSource) {
    var waves: [(fx: Float, fy: Float, phase: Float, dx: Float, dy: Float)] = []
    for _ in 0..<3 {
      waves.append(
        (
          source.uniform(-3.5, 3.5), source.uniform(-3.5, 3.5), source.uniform(0, 6.2832),
          0.05 * haste * Self.bell(&source), 0.05 * haste * Self.bell(&source)
        ))
    }
    for stroke in strokes.indices {
      for index in strokes[stroke].indices {
        let point = strokes[stroke][index]
        var (x, y) = (point.x, point.y)
        for wave in waves {
          let value = Wave.sine(wave.fx * point.x + wave.fy * point.y + wave.phase)
          x += wave.dx * value
          y += wave.dy * value
        }
        strokes[stroke][index] = SkeletonPoint(x, y)
      }
    }
  }

  /// Makes the digit narrow or wide, leans it and turns it.
  private mutating func slant(using source: inout RandomSource) {
    let aspect = 0.78 + 0.14 * Self.bell(&source)
    let lean = -0.14 + 0.24 * Self.bell(&source)
    let turn = 0.09 * Self.bell(&source)
    let (sine, cosine) = (Wave.sine(turn), Wave.sine(turn + 1.5707964))
    for stroke in strokes.indices {
      for index in strokes[stroke].indices {
        let point = strokes[stroke][index]
        let x = max(aspect, 0.45) * (point.x - 0.5) + lean * (point.y - 0.5)
        let y = point.y - 0.5
        strokes[stroke][index] = SkeletonPoint(cosine * x - sine * y, sine * x + cosine * y)
      }
    }
  }
}

/// A sine that gives the same bits on every machine, to about 2⁻¹⁰.
enum Wave {
  static func sine(_ angle: Float) -> Float {
    // To −½ … ½ turns, then a parabola for each half wave and its correction.
    let turns = angle * 0.15915494
    let rest = turns - turns.rounded()
    let parabola = 8 * rest * (1 - 2 * abs(rest))
    return parabola * (0.775 + 0.225 * abs(parabola))
  }
}
