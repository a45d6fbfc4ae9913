/// Measures how fast training goes, and keeps reports from coming too often.
struct PaceClock {
  private let clock = ContinuousClock()
  private let begin: ContinuousClock.Instant
  private var epochBegin: ContinuousClock.Instant
  private var lastReport: ContinuousClock.Instant
  private var epochImages = 0
  private var steps = 0
  private static let reportInterval = Duration.milliseconds(100)

  init() {
    begin = clock.now
    epochBegin = begin
    lastReport = begin
  }

  /// Begins to measure an epoch, or what is left of one.
  mutating func beginEpoch() {
    epochBegin = clock.now
    epochImages = 0
  }

  /// Counts a step; true where a report is due.
  mutating func countStep(images: Int) -> Bool {
    steps += 1
    epochImages += images
    let now = clock.now
    guard now - lastReport >= Self.reportInterval else { return false }
    lastReport = now
    return true
  }

  /// Images trained on in a second since `beginEpoch`.
  var imagesPerSecond: Double {
    let seconds = Self.seconds(clock.now - epochBegin)
    return seconds > 0 ? Double(epochImages) / seconds : 0
  }

  /// How long some steps will take at the pace since the beginning, all else included.
  func secondsLeft(steps left: Int) -> Double {
    Self.seconds(clock.now - begin) / Double(max(1, steps)) * Double(left)
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
