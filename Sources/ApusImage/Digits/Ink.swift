/// The ink of a picture without its background: 0 is paper, 255 a full stroke.
struct Ink {
  /// Ink at each pixel, in one channel. It may be smaller or larger than the picture.
  private(set) var image: Image
  /// What was seen, in the picture's own pixels.
  let description: InkDescription
  /// The pieces of ink, and which pixels belong to each.
  let components: Components

  /// Whose ink is looked for.
  enum Purpose {
    /// One digit, which is most of what there is.
    case oneDigit
    /// Any number of digits, which may be small.
    case manyDigits

    /// No side of a picture that is searched is longer: larger ones are averaged.
    var mostSide: Int {
      switch self {
      case .oneDigit: Image.leastSideForDigit
      case .manyDigits: 1280
      }
    }
  }

  /// The ink in a picture; nil where nothing stands out from the background.
  ///
  /// The picture is averaged to at most 640 pixels a side, 1,280 where many digits are looked for. One of less than 160 is
  /// enlarged, so that its strokes are some pixels wide and no step hollows them out.
  init?(of original: Image, for purpose: Purpose) {
    let reduced = original.reduced(toSide: purpose.mostSide)
    let picture = reduced.enlarged(toSide: 160)
    let reading = InkReading(of: picture, isSmall: max(original.width, original.height) < 20)
    guard reading.levels.isInk else { return nil }
    // A small picture is a digit's own, which may fill it.
    if max(original.width, original.height) > 64, reading.isShadow { return nil }
    let (width, height) = (picture.width, picture.height)
    var levels = reading.levels
    var values = reading.contrast.ink
    let lines = LineRemoval(from: values, width: width, height: height, least: levels.faint * 6 / 10)
    if lines.count > 0 {
      values = lines.values
      levels = ContrastLevels(histogram: reading.contrast.histogram(replacing: values))
      guard levels.isInk else { return nil }
    }
    let found = Components(of: values, width: width, height: height, faint: levels.faint, ink: levels.ink)
    let isKept =
      purpose == .oneDigit
      ? found.digit(width: width, height: height) : found.writing(width: width, height: height)
    guard isKept.contains(true) else { return nil }
    components = found.keeping(isKept)
    var certain = [Int](repeating: 0, count: 256)
    components.marks.withUnsafeBufferPointer { marks in
      values.withUnsafeMutableBufferPointer { values in
        certain.withUnsafeMutableBufferPointer { certain in
          for at in values.indices {
            if marks[at] == 0 {
              values[at] = 0
            } else if Int(values[at]) >= levels.ink {
              certain[Int(values[at])] += 1
            }
          }
        }
      }
    }
    // Strokes are full in the middle; their edges fade.
    let full = Double(quantile(0.75, of: certain))
    let factor = 255 / max(full - levels.black, 1)
    let table = (0..<256).map { UInt8(min(max((Double($0) - levels.black) * factor + 0.5, 0), 255)) }
    image = Image(width: width, height: height, channels: 1, pixels: values.map { table[Int($0)] })

    let box = components.components.dropFirst().reduce(components.components[0].box) { $0.union($1.box) }
    let area = components.components.reduce(0) { $0 + $1.area }
    let scale = Double(original.width) / Double(width)
    description = InkDescription(
      polarity: reading.paper.isInkDark ? .darkInk : .lightInk, share: Double(area) / Double(width * height),
      contrast: levels.contrast / 255, clarity: levels.clarity, strokeWidth: image.strokeWidth * scale,
      components: components.components.count, lines: lines.count,
      touchesBorder: components.components.contains { $0.contact > 0 },
      box: box.scaled(fromWidth: width, height: height, toWidth: original.width, height: original.height))
  }
}

extension Image {
  /// How long the longer side of a picture must remain for a digit to be found in it as in all of its pixels.
  public static let leastSideForDigit = 640
}
