import ApusImage

#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Musl)
  @preconcurrency import Musl
#elseif canImport(Darwin)
  @preconcurrency import Darwin
#endif

// Writes pictures with what this machine's finder of digits makes of them, for a program on another kind of processor to
// compare with: Tests/WebAssembly/compare-digits.mjs, Firmware/DigitComparison.
//
//   finder-cases [PIXELS]
//
// Leaves out pictures of more pixels. A case is, as 32-bit numbers, the picture's width and height, and the width, the height
// and the channels of what is prepared; the picture as red, green, blue and opacity; and what is expected: 64 bytes, as
// Firmware/Digits/digits.h has them, and the prepared picture. A case of no width is the end.

let most = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 0 : .max

func write(_ bytes: [UInt8]) {
  guard fwrite(bytes, 1, bytes.count, stdout) == bytes.count else { exit(1) }
}

for canvas in Canvas.all where canvas.width * canvas.height <= most {
  for (width, height, channels) in [(28, 28, 1), (20, 36, 3)] {
    var words = ByteWriter()
    for number in [canvas.width, canvas.height, width, height, channels] { words.write(UInt32(number)) }
    let picture = canvas.rgba.withUnsafeBufferPointer {
      Image(width: canvas.width, height: canvas.height, rgba: $0)
    }
    let found = picture.findDigit(width: width, height: height, channels: channels)
    var expected = ByteWriter()
    expected.write(found)
    write(words.bytes + canvas.rgba + expected.bytes + found.prepared.pixels)
  }
}
write([UInt8](repeating: 0, count: 4))
