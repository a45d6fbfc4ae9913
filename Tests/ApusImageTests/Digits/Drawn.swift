import ApusImage

/// Pictures that tests draw: strokes of ink on paper.
struct Drawn {
  var image: Image

  /// - Parameter paper: the color of each pixel.
  init(width: Int, height: Int, channels: Int = 1, paper: (_ x: Int, _ y: Int, _ channel: Int) -> Double) {
    image = Image(width: width, height: height, channels: channels)
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<channels {
          image.pixels[(y * width + x) * channels + channel] = UInt8(min(max(paper(x, y, channel), 0), 255))
        }
      }
    }
  }

  /// Draws a filled rectangle.
  mutating func bar(x: Int, y: Int, width: Int, height: Int, color: [UInt8]) {
    for row in max(y, 0)..<min(y + height, image.height) {
      for column in max(x, 0)..<min(x + width, image.width) {
        for channel in 0..<image.channels {
          image.pixels[(row * image.width + column) * image.channels + channel] = color[channel]
        }
      }
    }
  }

  /// Draws a 7 or an L turned upside down: a bar to the right and one down from its end.
  mutating func seven(x: Int, y: Int, width: Int, height: Int, stroke: Int, color: [UInt8]) {
    bar(x: x, y: y, width: width, height: stroke, color: color)
    bar(x: x + width - stroke, y: y, width: stroke, height: height, color: color)
  }

  /// Noise that depends on the place alone, nearly normal, of standard deviation 1.
  static func noise(_ x: Int, _ y: Int, _ channel: Int = 0) -> Double {
    var sum = 0.0
    var word = UInt64(truncatingIfNeeded: (y * 100_003 + x) * 4 + channel) &* 0x9E37_79B9_7F4A_7C15
    for _ in 0..<4 {
      word = (word ^ word >> 29) &* 0xBF58_476D_1CE4_E5B9
      sum += Double((word ^ word >> 32) & 0xFFFF) / 32767.5 - 1
    }
    return sum * 0.866
  }
}

/// How far two pictures differ on average.
func difference(_ first: Image, _ second: Image) -> Double {
  Double(zip(first.pixels, second.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) })
    / Double(first.pixels.count)
}
