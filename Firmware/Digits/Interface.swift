// The names are C's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase
import ApusImage
import CDigits

// What digits.h declares: the compiler holds the function against its declaration there.

/// Finds a digit in a picture, and prepares it as MNIST's are.
@c @implementation
public func apus_find_digit(
  _ rgba: UnsafePointer<UInt8>?, _ width: Int, _ height: Int, _ preparedWidth: Int, _ preparedHeight: Int,
  _ channels: Int, _ prepared: UnsafeMutablePointer<UInt8>?, _ found: UnsafeMutablePointer<apus_found_digit>?
) -> Int32 {
  let (sides, inputSides) = (1...Int(APUS_MOST_SIDE), 1...Int(APUS_MOST_INPUT_SIDE))
  guard let rgba, let prepared, let found, sides.contains(width), sides.contains(height),
    width <= Int(APUS_MOST_PIXELS) / height, inputSides.contains(preparedWidth),
    inputSides.contains(preparedHeight), channels == 1 || channels == 3
  else { return 0 }
  let picture = Image(
    width: width, height: height, rgba: UnsafeBufferPointer(start: rgba, count: 4 * width * height))
  let digit = picture.findDigit(width: preparedWidth, height: preparedHeight, channels: channels)
  for (at, value) in digit.prepared.pixels.enumerated() { prepared[at] = value }
  found.pointee = apus_found_digit(digit)
  return 1
}

extension apus_found_digit {
  /// The same in C.
  fileprivate init(_ digit: FoundDigit) {
    self.init()
    digits = UInt32(digit.digitCount)
    is_original = digit.isOriginal ? 1 : 0
    guard let ink = digit.ink else { return }
    has_ink = 1
    (share, contrast, clarity, stroke_width) = (ink.share, ink.contrast, ink.clarity, ink.strokeWidth)
    (x, y) = (UInt32(ink.box.x), UInt32(ink.box.y))
    (width, height) = (UInt32(ink.box.width), UInt32(ink.box.height))
    (components, lines) = (UInt32(ink.components), UInt32(ink.lines))
    is_dark = ink.polarity == .darkInk ? 1 : 0
    touches_border = ink.touchesBorder ? 1 : 0
  }
}
