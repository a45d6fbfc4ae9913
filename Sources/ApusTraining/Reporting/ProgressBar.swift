import ApusReporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shows how training goes: on a terminal, one line that is drawn anew, with a bar, loss, accuracy, images
/// per second and time left; where the output is piped, one plain line for each epoch.
///
///     let bar = ProgressBar()
///     let result = try trainer.run(reporting: bar.report)
public final class ProgressBar {
  private let stream: TerminalStream
  private let redraws: Bool
  private let title: String

  /// A bar.
  ///
  /// - Parameters:
  ///   - title: what each line begins with, such as `fine-tuning`; may be empty.
  ///   - descriptor: where it is drawn; the standard error stream, unless given.
  public init(title: String = "", descriptor: Int32 = STDERR_FILENO) {
    stream = TerminalStream(descriptor: descriptor)
    redraws = stream.canRedraw
    self.title = title.isEmpty ? "" : title + "  "
  }

  /// Shows where a run stands.
  public func report(_ progress: TrainingProgress) {
    if let report = progress.report {
      let line = "\(title)epoch \(report.epoch)/\(progress.epochs)  \(report.figures)\n"
      stream.write(redraws ? TerminalStream.clearLine + line : line)
    } else if redraws {
      let line = Self.line(progress, width: stream.width - title.count)
      stream.write(TerminalStream.clearLine + title + line)
    }
  }

  /// The line for a moment within an epoch: the bar takes what the figures leave of `width` columns.
  package static func line(_ progress: TrainingProgress, width: Int) -> String {
    let head = "epoch \(progress.epoch)/\(progress.epochs) "
    let figures = [
      "loss \(Format.decimal(progress.loss, 4))", "accuracy \(Format.percent(progress.accuracy))",
      "\(Format.grouped(progress.imagesPerSecond)) images/s",
      "\(Format.duration(seconds: progress.secondsLeft)) left",
    ]
    let tail = figures.reduce("") { $0 + "  " + $1 }
    let columns = min(40, width - head.count - tail.count - 1)
    guard columns >= 4 else { return String((head + tail).prefix(max(0, width - 1))) }
    let part = Double(progress.step) / Double(max(1, progress.stepsPerEpoch))
    return head + Format.bar(part, width: columns) + tail
  }
}
