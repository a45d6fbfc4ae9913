import ApusImage

/// Bytes, the lowest ones of a number first.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }

  /// What was found, as apus_found_digit has it.
  mutating func write(_ found: FoundDigit) {
    let ink = found.ink
    for real in [ink?.share, ink?.contrast, ink?.clarity, ink?.strokeWidth] { write((real ?? 0).bitPattern) }
    let box = ink?.box ?? PixelBox(x: 0, y: 0, width: 0, height: 0)
    for number in [
      box.x, box.y, box.width, box.height, ink?.components ?? 0, ink?.lines ?? 0, found.digitCount,
    ] {
      write(UInt32(number))
    }
    for flag in [ink != nil, found.isOriginal, ink?.polarity == .darkInk, ink?.touchesBorder == true] {
      write(UInt8(flag ? 1 : 0))
    }
  }
}
