import ApusFiles
import ApusGraph
import ApusTraining

/// Whatever numbers and texts options are, they are refused with a typed error, or every learning rate of the run is a
/// number, and nothing that is computed of them traps.
enum OptionsProperty {
  static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
    var values = OptionValues(bytes)
    let options = trainingOptions(&values)
    let stepsPerEpoch = 1 + abs(values.integer() % (1 << 20))
    switch Result(catching: { () throws(TrainingError) in try options.check() }) {
    case .failure(let error): _ = error.description
    case .success: try checkRates(of: options, stepsPerEpoch: stepsPerEpoch)
    }
    let preprocessing = Preprocessing(
      style: .photograph, offset: [Float(values.real())], divisor: [Float(values.real())])
    if preprocessing.fits([2, 2, 1]) {
      _ = Preprocessing.Table(preprocessing, channels: 1)
    }
    _ = Limits(factor: values.integer()).refusal(of: values.integer(), over: values.integer(), unit: "bytes")
    let texts = values.text.split(separator: "\n", maxSplits: 1)
    if let pattern = texts.first, let name = texts.dropFirst().first {
      _ = NamePattern(String(pattern)).matches(String(name.prefix(1_024)))
    }
    _ = values.text.printable
  }

  private static func checkRates(of options: TrainingOptions, stepsPerEpoch: Int) throws(BrokenProperty) {
    let total = options.epochs * stepsPerEpoch
    for step in [0, total / 100, total / 3, total - 1] {
      let rate = options.learningRate.rate(step: step, of: total, stepsPerEpoch: stepsPerEpoch)
      guard rate.isFinite, rate >= 0 else { throw .unsound("a learning rate of \(rate) at step \(step)") }
    }
  }

  private static func trainingOptions(_ values: inout OptionValues) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = values.integer()
    options.batchSize = values.integer()
    options.learningRate = LearningRate(
      peak: values.real(), schedule: schedule(&values), warmUpEpochs: values.real())
    options.weightDecay = Float(values.real())
    options.labelSmoothing = Float(values.real())
    options.gradientClipping = values.real()
    options.averagingDecay = Float(values.real())
    options.patience = values.integer()
    options.validationFraction = values.real()
    options.distillationWeight = Float(values.real())
    options.temperature = Float(values.real())
    options.checkpointInterval = values.integer()
    return options
  }

  private static func schedule(_ values: inout OptionValues) -> LearningRate.Schedule {
    switch values.integer() & 3 {
    case 0: .constant
    case 1: .step(epochs: values.integer(), factor: values.real())
    case 2: .cosine(final: values.real())
    default: .oneCycle(rise: values.real(), startDivisor: values.real(), endDivisor: values.real())
    }
  }
}

/// Numbers and texts out of the bytes that a fuzzer makes: a byte chooses a common number or says that the next eight
/// bytes are one. Beyond the end there are zeros.
private struct OptionValues {
  private var bytes: ArraySlice<UInt8>

  private static let integers = [0, 1, 2, 5, 64, 1_000_000, 1 << 31, .max, -1, .min]
  private static let reals = [
    0, 0.5, 0.9, 0.999, 1, 2e-3, 4, 1e-45, 1e38, 1e308, -1, .infinity, -.infinity, .nan,
    .leastNonzeroMagnitude,
  ]

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  mutating func integer() -> Int {
    let choice = Int(bytes.popFirst() ?? 0)
    return choice < Self.integers.count ? Self.integers[choice] : Int(truncatingIfNeeded: word())
  }

  mutating func real() -> Double {
    let choice = Int(bytes.popFirst() ?? 0)
    return choice < Self.reals.count ? Self.reals[choice] : Double(bitPattern: word())
  }

  /// What is left.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func word() -> UInt64 {
    (0..<8).reduce(0) { word, index in word | UInt64(bytes.popFirst() ?? 0) << (8 * UInt64(index)) }
  }
}
