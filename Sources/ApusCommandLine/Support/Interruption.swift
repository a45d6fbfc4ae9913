import Foundation
import Synchronization

/// Ctrl-C and `kill` while something runs that can be gone on with: the first asks it to stop at the next good moment, the
/// second ends the program at once.
enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// Remembers the first signal, and leaves the next one to the system.
  private static let handler: @convention(c) (Int32) -> Void = { number in
    received.store(number, ordering: .relaxed)
    signal(number, SIG_DFL)
  }

  /// Whether the program has been asked to stop.
  static var isWanted: Bool { received.load(ordering: .relaxed) != 0 }

  /// Runs a body during which signals only ask to stop.
  static func watching<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    received.store(0, ordering: .relaxed)
    // What is ignored from the start, as Ctrl-C is by a shell's background commands, stays so.
    let watched = [SIGINT, SIGTERM].filter { number in
      let isIgnored =
        unsafeBitCast(signal(number, handler), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if isIgnored { signal(number, SIG_IGN) }
      return !isIgnored
    }
    defer { for number in watched { signal(number, SIG_DFL) } }
    return try body()
  }

  /// Ends the program by the signal that asked it to stop, so that whoever started it sees why it ended.
  static func end() -> Never {
    let number = received.load(ordering: .relaxed)
    signal(number, SIG_DFL)
    raise(number)
    exit(128 + number)
  }
}
