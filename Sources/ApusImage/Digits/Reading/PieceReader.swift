/// Reads a piece of ink that is a digit or several that touch.
struct PieceReader {
  /// The piece alone, grayscale.
  let ink: Image
  /// The usual height of a digit in its line.
  let lineHeight: Int

  /// A part of the piece that was read as a digit.
  struct Part {
    var verdict: ReadDigit.Verdict
    /// What the network was given.
    var prepared: Image
    /// Where it is in the piece.
    var box: PixelBox
  }

  /// The likeliest reading: the sum of its digits' log probabilities, less for digits of unlikely width and for each stroke that
  /// is cut, is largest.
  func read<Failure>(
    judge: (Image) throws(Failure) -> (verdict: ReadDigit.Verdict, prepared: Image)
  ) throws(Failure) -> [Part] {
    let height = max(lineHeight, ink.height * 2 / 3, 1)
    // What is no wider than digits are is one, and so is what is surely one.
    let (whole, prepared) = try judge(ink)
    let isSure = 20 * ink.width <= 29 * height && !whole.isNone && whole.confidence >= 0.95
    if 10 * ink.width <= 7 * height || isSure {
      let box = PixelBox(x: 0, y: 0, width: ink.width, height: ink.height)
      return [Part(verdict: whole, prepared: prepared, box: box)]
    }
    let seams = Cuts(of: ink, height: height).seams
    let stroke = max(ink.strokeWidth, 1)
    var best: [(score: Double, from: Int, part: Part?)] = [(0, 0, nil)]
    for end in 1..<seams.count {
      var choice: (score: Double, from: Int, part: Part?) = (-Double.infinity, 0, nil)
      let cost = 0.7 * Double(seams[end].ink) / stroke
      for start in 0..<end where best[start].score > -Double.infinity {
        let isWhole = start == 0 && end == seams.count - 1
        guard isWhole || 10 * (seams[end].middle - seams[start].middle) <= 16 * height else { continue }
        // Nothing is left out but what is empty.
        guard let part = part(from: seams[start], to: seams[end]) else { continue }
        let (verdict, prepared) = try judge(part.image)
        let score = best[start].score + Self.score(verdict, box: part.box, height: height) - cost
        if score > choice.score {
          choice = (score, start, Part(verdict: verdict, prepared: prepared, box: part.box))
        }
      }
      best.append(choice)
    }
    var parts: [Part] = []
    var end = seams.count - 1
    while end > 0, let part = best[end].part {
      parts.append(part)
      end = best[end].from
    }
    return parts.reversed()
  }

  /// The ink between two ways down; nil where there is none.
  private func part(from left: Seam, to right: Seam) -> (image: Image, box: PixelBox)? {
    let (start, end) = (left.columns.min() ?? 0, right.columns.max() ?? 0)
    guard start < end else { return nil }
    var strip = Image(width: end - start, height: ink.height, channels: 1)
    var (first, last, top, bottom) = (ink.width, -1, ink.height, -1)
    for y in 0..<ink.height where left.columns[y] < right.columns[y] {
      for x in left.columns[y]..<right.columns[y] {
        let value = ink.pixels[y * ink.width + x]
        strip.pixels[y * strip.width + x - start] = value
        guard value >= 64 else { continue }
        (first, last, top, bottom) = (min(first, x), max(last, x), min(top, y), max(bottom, y))
      }
    }
    guard first <= last else { return nil }
    let box = PixelBox(x: first, y: top, width: last - first + 1, height: bottom - top + 1)
    return (strip.cropped(x: first - start, y: top, width: box.width, height: box.height), box)
  }

  /// The log probability of a digit with such a width: one much wider than high is hardly one, one that is very narrow is
  /// a 1 or a piece, and one that is low beside its line is a piece.
  private static func score(_ verdict: ReadDigit.Verdict, box: PixelBox, height: Int) -> Double {
    let probability = verdict.isNone ? 0.01 : max(Double(verdict.confidence), 0.0001)
    var score = logarithm(probability) - 0.5
    let aspect = Double(box.width) / Double(height)
    if aspect > 1.2 { score -= 5 * (aspect - 1.2) }
    if aspect < 0.1 { score -= 3 }
    if 10 * box.height < 6 * height { score -= 4 }
    return score
  }

  /// The natural logarithm of a number in `0 … 1`, to four places: of 2ᵉ · m that of 2 times e, and an artanh series of m. Made
  /// of sums and products alone, which are the same on every machine.
  static func logarithm(_ value: Double) -> Double {
    guard value > 0 else { return -Double.infinity }
    let share = (value.significand - 1) / (value.significand + 1)
    let square = share * share
    let series = 2 * share * (1 + square * (1.0 / 3 + square * (1.0 / 5 + square * (1.0 / 7 + square / 9))))
    return Double(value.exponent) * 0.6931471805599453 + series
  }
}
