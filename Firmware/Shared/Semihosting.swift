import CFirmware

/// The host's files and exit, through calls to the debugger that watches the processor: QEMU's
/// `-semihosting`, or a probe's on a real board. The same on every board.
enum Semihosting {
  private static let open: Int32 = 1
  private static let writeCharacter: Int32 = 3
  private static let write: Int32 = 5
  private static let read: Int32 = 6
  private static let exit: Int32 = 0x20
  private static let applicationExit = 0x20026

  /// The host's standard input or output.
  struct Stream {
    private let handle: Int

    static var input: Stream { Stream(mode: 0) }
    static var output: Stream { Stream(mode: 4) }

    private init(mode: Int) {
      let console: StaticString = ":tt"
      handle = Semihosting.call(open, Int(bitPattern: console.utf8Start), mode, 3)
    }

    /// Fills a buffer.
    /// - Returns: whether the host had enough bytes.
    @inline(never)
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Bool {
      var missing = buffer.count
      while missing > 0 {
        let place = Int(bitPattern: buffer.baseAddress) &+ (buffer.count &- missing)
        let left = Semihosting.call(Semihosting.read, handle, place, missing)
        guard left < missing else { return false }
        missing = left
      }
      return true
    }

    @inline(never)
    func write(_ bytes: UnsafeRawBufferPointer) {
      _ = Semihosting.call(Semihosting.write, handle, Int(bitPattern: bytes.baseAddress), bytes.count)
    }

    func write(_ word: UInt32) {
      withUnsafeBytes(of: word) { write($0) }
    }
  }

  /// Writes text on the debugger's console; `%` stands for the next number in decimal, `#` in hexadecimal.
  @inline(never)
  static func say(_ text: StaticString, _ first: UInt32 = 0, _ second: UInt32 = 0) {
    var character = text.utf8Start
    var number = first
    while character.pointee != 0 {
      switch character.pointee {
      case UInt8(ascii: "%"):
        say(number, radix: 10)
        number = second
      case UInt8(ascii: "#"):
        say(number, radix: 16)
        number = second
      default: _ = firmware_semihost(writeCharacter, character)
      }
      character += 1
    }
  }

  private static func say(_ number: UInt32, radix: UInt32) {
    if number >= radix { say(number / radix, radix: radix) }
    let digit = UInt8(truncatingIfNeeded: number % radix)
    var character = digit < 10 ? 48 &+ digit : 87 &+ digit
    _ = withUnsafePointer(to: &character) { firmware_semihost(writeCharacter, $0) }
  }

  /// Ends the program.
  static func stop(status: Int) -> Never {
    while true { _ = call(exit, applicationExit, status, 0) }
  }

  @inline(never)
  private static func call(_ operation: Int32, _ first: Int, _ second: Int, _ third: Int) -> Int {
    withUnsafePointer(to: (first, second, third)) { Int(firmware_semihost(operation, $0)) }
  }
}
