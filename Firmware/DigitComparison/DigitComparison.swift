import CDigits
import CFirmware

/// What became of a case. The host (Host/finder.py) knows the numbers.
enum Verdict: UInt32 {
  /// What was found and what was prepared are the bytes of the host.
  case equal = 0
  /// Something is another.
  case different = 1
  /// The finder refuses the extents.
  case refused = 2
}

/// Finds digits in the pictures of `finder-cases`, which the host writes to its standard input. Answers each with a verdict;
/// after the last, the most bytes of stack in use. The heap has all that the RAM has left.
@c(firmware_main)
public func firmwareMain() {
  let image = firmware_layout().pointee
  heap_add(image.arena, Int(image.arena_bytes))
  let (cases, answers) = (Semihosting.Stream.input, Semihosting.Stream.output)
  while true {
    let width = Int(cases.word())
    if width == 0 { break }
    answers.write(compare(width: width, from: cases).rawValue)
  }
  answers.write(stackHighWaterMark())
  Semihosting.stop(status: 0)
}

/// Finds a digit in the picture of a case whose width has been read.
private func compare(width: Int, from cases: Semihosting.Stream) -> Verdict {
  let height = Int(cases.word())
  let (preparedWidth, preparedHeight) = (Int(cases.word()), Int(cases.word()))
  let channels = Int(cases.word())
  let rgba = cases.bytes(4 * width * height)
  let expectedFound = cases.bytes(MemoryLayout<apus_found_digit>.size)
  let expected = cases.bytes(preparedWidth * preparedHeight * channels)
  var prepared = [UInt8](repeating: 0xA5, count: expected.count)
  var found = apus_found_digit()
  guard
    apus_find_digit(
      rgba, width, height, preparedWidth, preparedHeight, channels, &prepared, &found) == 1
  else { return .refused }
  let isFound = withUnsafeBytes(of: found) { $0.elementsEqual(expectedFound) }
  return isFound && prepared == expected ? .equal : .different
}

extension Semihosting.Stream {
  /// Bytes of the host, or the end of the firmware where there are too few.
  func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let isWhole = bytes.withUnsafeMutableBytes { read(into: $0) }
    guard isWhole else {
      Semihosting.say("error: the cases end early\n")
      Semihosting.stop(status: 1)
    }
    return bytes
  }

  func word() -> UInt32 { bytes(4).reversed().reduce(0) { $0 << 8 | UInt32($1) } }
}
