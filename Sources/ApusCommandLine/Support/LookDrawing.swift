import ApusImage
import ApusRunner

/// A picture, the ink that was found in it and what the model was given, side by side.
struct LookDrawing {
  /// Squares in a row, a gap between them.
  let image: Image

  /// - Parameters:
  ///   - look: what was found.
  ///   - original: the picture.
  ///   - side: of each square, in pixels.
  init(_ look: Look, of original: Image, side: Int) {
    var parts = [original]
    if let ink = look.digit?.inkImage { parts.append(ink) }
    parts.append(look.prepared)
    let gap = max(2, side / 28)
    var row = Image(width: parts.count * (side + gap) - gap, height: side, channels: 3)
    for (index, part) in parts.enumerated() {
      // Pixels of small pictures stay squares.
      let enlarged = part.repeated(max(1, side / max(part.width, part.height)))
      let fitted = enlarged.fitted(width: side, height: side, channels: 3, fit: .pad)
      Drawing.put(fitted, on: &row, x: index * (side + gap), y: 0)
    }
    image = row
  }
}

/// Pictures put together.
enum Drawing {
  /// Copies a picture onto another one with as many channels.
  static func put(_ part: Image, on image: inout Image, x: Int, y: Int) {
    let bytes = part.width * part.channels
    for row in 0..<part.height {
      let start = ((y + row) * image.width + x) * image.channels
      image.pixels.replaceSubrange(
        start..<start + bytes, with: part.pixels[row * bytes..<(row + 1) * bytes])
    }
  }

  /// Pictures in RGB below each other.
  static func column(_ parts: [Image]) -> Image {
    let gap = 8
    var result = Image(
      width: parts.map(\.width).max() ?? 1, height: parts.reduce(0) { $0 + $1.height + gap } - gap,
      channels: 3)
    var y = 0
    for part in parts {
      put(part, on: &result, x: 0, y: y)
      y += part.height + gap
    }
    return result
  }

  /// Draws the outline of a rectangle.
  static func outline(_ box: PixelBox, on image: inout Image, thickness: Int, color: [UInt8]) {
    for y in max(0, box.y - thickness)..<min(image.height, box.y + box.height + thickness) {
      for x in max(0, box.x - thickness)..<min(image.width, box.x + box.width + thickness) {
        let isInside = x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height
        if !isInside {
          for channel in 0..<3 { image.pixels[(y * image.width + x) * 3 + channel] = color[channel] }
        }
      }
    }
  }
}

extension Image {
  /// Each pixel as a square of so many.
  func repeated(_ factor: Int) -> Image {
    guard factor > 1 else { return self }
    var result = Image(width: factor * width, height: factor * height, channels: channels)
    for y in 0..<result.height {
      for x in 0..<result.width {
        for channel in 0..<channels {
          result.pixels[(y * result.width + x) * channels + channel] =
            pixels[((y / factor) * width + x / factor) * channels + channel]
        }
      }
    }
    return result
  }
}
