#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shows how training goes: on a terminal, one line that is drawn anew, with a bar, loss, accuracy, images
/// per second and time left; where the output is piped, one plain line for each epoch.
///
///     let bar = ProgressBar()
///     let result = try trainer.run(reporting: bar.report)
public final class ProgressBar {
  private let descriptor: Int32
  private let isTerminal: Bool
  private let title: String

  /// A bar.
  ///
  /// - Parameters:
  ///   - title: what each line begins with, such as `fine-tuning`; may be empty.
  ///   - descriptor: where it is drawn; the standard error stream, unless given.
  public init(title: String = "", descriptor: Int32 = STDERR_FILENO) {
    self.descriptor = descriptor
    self.title = title.isEmpty ? "" : title + "  "
    let terminal = getenv("TERM").map { String(cString: $0) }
    isTerminal = isatty(descriptor) == 1 && terminal != "dumb"
  }

  /// Shows where a run stands.
  public func report(_ progress: TrainingProgress) {
    if let report = progress.report {
      let line = "\(title)epoch \(report.epoch)/\(progress.epochs)  \(report.figures)\n"
      write(isTerminal ? Self.clearLine + line : line)
    } else if isTerminal {
      write(Self.clearLine + title + Self.line(progress, width: width - title.count))
    }
  }

  /// Carriage return, and erase to the end of the line.
  private static let clearLine = "\r\u{1B}[K"

  /// The line for a moment within an epoch: the bar takes what the figures leave of `width` columns.
  package static func line(_ progress: TrainingProgress, width: Int) -> String {
    let head = "epoch \(progress.epoch)/\(progress.epochs) "
    let figures = [
      "loss \(Format.decimal(progress.loss, digits: 4))", "accuracy \(Format.percent(progress.accuracy))",
      "\(Format.grouped(progress.imagesPerSecond)) images/s",
      "\(Format.duration(seconds: progress.secondsLeft)) left",
    ]
    let tail = figures.reduce("") { $0 + "  " + $1 }
    let columns = min(40, width - head.count - tail.count - 1)
    guard columns >= 4 else { return String((head + tail).prefix(max(0, width - 1))) }
    let part = Double(progress.step) / Double(max(1, progress.stepsPerEpoch))
    let done = min(columns, Int((Double(columns) * part).rounded()))
    return head + String(repeating: "█", count: done) + String(repeating: "░", count: columns - done) + tail
  }

  private var width: Int {
    var size = winsize()
    return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var sent = 0
      while sent < bytes.count {
        let count = send(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
        // A report that cannot be shown is no reason to stop training.
        guard count > 0 || errno == EINTR else { return }
        sent += max(0, count)
      }
    }
  }
}

/// The system's `write`, out of the shadow of the method.
private func send(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
