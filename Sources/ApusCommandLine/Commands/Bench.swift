import ApusFiles
import ApusModel
import ApusReporting
import ApusRunner
import ApusRuntime
import ArgumentParser
import Dispatch
import Foundation

/// `apus bench`
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how long an int8 model takes for an image, in total and for each operator.",
    discussion: """
      Medians of many runs; operators in one thread, the total in as many as --threads says. GMAC/s are billions \
      of multiply-accumulates per second; the peak is how many this processor was seen to do, in the same \
      minute, with the same instructions and nothing else. APUS_LEVEL chooses the instructions.
      """)

  @Argument(help: ArgumentHelp("The .apus file.", valueName: "model"))
  var model: String

  @Option(help: ArgumentHelp("How many runs.", valueName: "count"))
  var runs = 1000

  @OptionGroup var threading: ThreadsOption
  @OptionGroup var limits: LimitsOption

  @Flag(help: .hidden)
  var worker = false

  @OptionGroup var output: JSONOption

  func validate() throws {
    guard (1...1_000_000).contains(runs) else {
      throw ValidationError("--runs takes a number from 1 to 1000000, not \(runs)")
    }
  }

  func run() throws {
    try InputKind.model.check(model, for: "bench")
    let loaded = try LoadedModel(path: model, threads: threading.threads, limits: limits.limits)
    // The model's records are read from memory that it owns.
    defer { withExtendedLifetime(loaded) {} }
    if worker { return try serve(loaded.session) }
    let model = loaded.model
    // The same pixels each time; what they are does not change what is computed.
    let pixels = (0..<model.input.count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    func prepare() { pixels.withUnsafeBufferPointer { loaded.setInput(pixels: $0) } }
    for _ in 0..<max(runs / 10, 3) {
      prepare()
      loaded.run()
    }
    let total = median(runs) {
      prepare()
      return time { loaded.run() }
    }
    prepare()
    var times = [[Double]](repeating: [], count: model.operatorCount)
    let opening = try medianOpening()
    var peaks: [Double] = []
    for run in 0..<runs {
      if run % 10 == 0 { peaks.append(measurePeak()) }
      prepare()
      for index in 0..<model.operatorCount { times[index].append(time { loaded.session.runOperator(index) }) }
    }
    let peak = peaks.sorted()[peaks.count / 2]
    let operators = (0..<model.operatorCount).map { index in
      let record = model[operator: index]
      let microseconds = times[index].sorted()[runs / 2]
      let count = Double(record.multiplyAccumulates(in: model))
      return Figures.Operator(
        name: loaded.operatorName(index), kind: record.kind.name, microseconds: microseconds,
        multiplyAccumulates: Int(count),
        gmacPerSecond: microseconds > 0 ? count / microseconds / 1000 : 0,
        partOfPeak: peak > 0 && microseconds > 0 ? count / microseconds / 1000 / peak : 0)
    }
    let figures = Figures(
      model: self.model, level: KernelLevel.best.name, peakGmacPerSecond: peak, openingMicroseconds: opening,
      threads: threading.threads, runs: runs,
      microseconds: total, imagesPerSecond: total > 0 ? 1e6 / total : 0,
      multiplyAccumulates: model.multiplyAccumulates,
      gmacPerSecond: total > 0 ? Double(model.multiplyAccumulates) / total / 1000 : 0,
      operators: operators)
    if output.json { return try JSONOutput.print(figures) }
    try print(figures.text)
  }

  /// Runs the model as often as each line of standard input says, and answers a line of nanoseconds for each:
  /// what `Tools/bench-peers` speaks with all runtimes.
  private func serve(_ session: borrowing Session) throws {
    while let line = readLine() {
      let times = (0..<(Int(line) ?? 0)).map { _ in
        for index in session.input.indices { session.input[index] = Int8(truncatingIfNeeded: index &* 37) }
        let start = DispatchTime.now().uptimeNanoseconds
        session.run()
        return DispatchTime.now().uptimeNanoseconds - start
      }
      try print(times.map(String.init).joined(separator: " "))
    }
  }

  /// Microseconds that a piece of work takes.
  private func time(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    return clock.measure(body) / .microseconds(1)
  }

  /// Microseconds from a path to the first answer: the file read and checked, weights packed, one run.
  private func medianOpening() throws -> Double {
    let times = try (0..<21).map { _ in
      let start = ContinuousClock.now
      let loaded = try LoadedModel(path: model, limits: limits.limits)
      withExtendedLifetime(loaded) { loaded.session.run() }
      return (ContinuousClock.now - start) / .microseconds(1)
    }
    return times.sorted()[times.count / 2]
  }

  /// Billions of multiply-accumulates per second that the processor does just now; 0 at the portable level.
  private func measurePeak() -> Double {
    var count = 0
    let microseconds = time { count = KernelLevel.best.multiplyAccumulateAtPeak(rounds: 10_000) }
    return count == 0 ? 0 : Double(count) / microseconds / 1000
  }

  private func median(_ count: Int, _ measure: () -> Double) -> Double {
    (0..<count).map { _ in measure() }.sorted()[count / 2]
  }

  private struct Figures: Encodable {
    struct Operator: Encodable {
      var name: String
      var kind: String
      var microseconds: Double
      var multiplyAccumulates: Int
      var gmacPerSecond: Double
      var partOfPeak: Double
    }

    var model: String
    var level: String
    var peakGmacPerSecond: Double
    var openingMicroseconds: Double
    var threads: Int
    var runs: Int
    var microseconds: Double
    var imagesPerSecond: Double
    var multiplyAccumulates: Int
    var gmacPerSecond: Double
    var operators: [Operator]

    var text: String {
      let sum = operators.reduce(0) { $0 + $1.microseconds }
      var rows = [["operator", "kind", "µs", "share", "MACs", "GMAC/s", "of peak"]]
      for each in operators {
        rows.append([
          each.name.printable, each.kind, Format.decimal(each.microseconds, 2),
          Format.percent(sum > 0 ? each.microseconds / sum : 0, places: 1),
          each.multiplyAccumulates == 0 ? "" : Format.grouped(each.multiplyAccumulates),
          each.multiplyAccumulates == 0 ? "" : Format.decimal(each.gmacPerSecond, 2),
          each.multiplyAccumulates == 0 || peakGmacPerSecond == 0
            ? "" : Format.percent(each.partOfPeak, places: 1),
        ])
      }
      rows.append([
        "total", "", Format.decimal(microseconds, 2), "", Format.grouped(multiplyAccumulates),
        Format.decimal(gmacPerSecond, 2),
        peakGmacPerSecond == 0 ? "" : Format.percent(gmacPerSecond / peakGmacPerSecond, places: 1),
      ])
      return """
        \(Format.table(rows, numbers: 2...))

        \(model): \(Format.decimal(microseconds, 2)) µs per image, median of \(runs) runs, \(threads == 1 ? "one thread" : "\(threads) threads"), \(level)\
        \(peakGmacPerSecond == 0 ? "" : ", whose peak is \(Format.decimal(peakGmacPerSecond, 0)) GMAC/s")
        from the file to the first answer: \(Format.decimal(openingMicroseconds, 0)) µs
        """
    }
  }
}
