import ApusImage

/// In whatever picture, the finder finds a digit or none, and reads digits or none, all within the picture and within limits
/// of memory.
///
/// The first ten bytes say what picture it is: two for the width, two for the height, two for the extents of the network's
/// input, one for its kind, one for how the rest becomes its pixels, and two for the extents of the pattern that the rest is.
enum DigitProperty {
  /// Larger pictures only take longer.
  static let mostPixels = 1 << 18

  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    guard bytes.count > 10, let picture = picture(bytes) else { return }
    let (width, height) = (1 + Int(bytes[4]) % 64, 1 + Int(bytes[5]) % 64)
    let channels = bytes[6] & 4 == 0 ? 1 : 3
    let found = try Heap.bounding("finding a digit", to: Heap.most) {
      picture.findDigit(width: width, height: height, channels: channels)
    }
    try check(found, in: picture, width: width, height: height, channels: channels)
    let digits = try Heap.bounding("reading digits", to: Heap.most) {
      picture.readDigits(width: width, height: height, channels: channels, judge: verdict)
    }
    for digit in digits where !lies(digit.box, in: picture) { throw .unsound("\(digit.box)") }
    for (first, second) in zip(digits, digits.dropFirst()) where second.line < first.line {
      throw .unsound("line \(second.line) behind line \(first.line)")
    }
  }

  private static func check(
    _ found: FoundDigit, in picture: Image, width: Int, height: Int, channels: Int
  ) throws(BrokenProperty) {
    let prepared = found.prepared
    guard prepared.width == width, prepared.height == height, prepared.channels == channels else {
      throw .unsound("\(prepared.width) × \(prepared.height)")
    }
    if found.isEmpty, !prepared.pixels.allSatisfy({ $0 == 0 }) { throw .unsound("a digit without ink") }
    guard let ink = found.ink else { return }
    _ = ink.description
    guard lies(ink.box, in: picture) else { throw .unsound("\(ink.box)") }
    let isSound =
      ink.share > 0 && ink.share <= 1 && ink.contrast > 0 && ink.contrast <= 1 && ink.clarity.isFinite
      && ink.strokeWidth.isFinite && ink.components > 0 && ink.lines >= 0 && found.digitCount > 0
    guard isSound else { throw .unsound("\(ink)") }
  }

  private static func lies(_ box: PixelBox, in picture: Image) -> Bool {
    box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0 && box.x + box.width <= picture.width
      && box.y + box.height <= picture.height
  }

  /// A network's answer, as any may be.
  private static func verdict(of prepared: Image) -> ReadDigit.Verdict {
    var hash: UInt32 = 2_166_136_261
    for pixel in prepared.pixels { hash = (hash ^ UInt32(pixel)) &* 16_777_619 }
    return ReadDigit.Verdict(
      index: Int(hash % 10), confidence: Float(hash >> 8) / 0x1p24, isNone: hash % 31 == 0)
  }

  /// The picture that some bytes stand for; nil where it is too large.
  private static func picture(_ bytes: [UInt8]) -> Image? {
    let width = 1 + (Int(bytes[0]) | Int(bytes[1]) << 8)
    let height = 1 + (Int(bytes[2]) | Int(bytes[3]) << 8)
    guard width * height <= mostPixels else { return nil }
    let (columns, rows) = (1 + Int(bytes[8]), 1 + Int(bytes[9]))
    let isStretched = bytes[7] & 1 == 1
    let noise = UInt32(bytes[7] >> 1)
    let channels = [1, 3, 4, 4][Int(bytes[6] & 3)]
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height * channels)
    var state: UInt32 = 1
    for y in 0..<height {
      for x in 0..<width {
        let column = isStretched ? x * columns / width : x % columns
        let row = isStretched ? y * rows / height : y % rows
        for channel in 0..<channels {
          let at = (row * columns + column) * channels + channel
          state = state &* 1_664_525 &+ 1_013_904_223
          pixels.append(
            bytes[10 + at % (bytes.count - 10)] &+ UInt8(truncatingIfNeeded: (state >> 16) * noise >> 16))
        }
      }
    }
    guard channels == 4 else {
      return Image(width: width, height: height, channels: channels, pixels: pixels)
    }
    return pixels.withUnsafeBufferPointer { Image(width: width, height: height, rgba: $0) }
  }
}
