import ApusData
import ApusFiles
import ApusGraph
import ApusImage
import ApusReporting
import ArgumentParser

extension ImageSource {
  /// What a person named; MNIST, or else the synthetic handwriting, where nothing is named.
  init(_ argument: String?) throws {
    if let argument {
      guard let name = argument.split(separator: ":").first,
        let kind = Self.syntheticKinds.first(where: { $0.name == name })
      else {
        self = .path(argument)
        return
      }
      let number = argument.dropFirst(name.count)
      guard let count = number.isEmpty ? Self.usualSyntheticCount : Int(number.dropFirst()), count >= 50
      else {
        throw ValidationError("--data \(name):COUNT takes a number of at least 50, not \(number)")
      }
      self = kind.source(count)
      return
    }
    self = try .digits()
    switch self {
    case .path(let mnist): Notice.say("data: MNIST in \(mnist)")
    case .syntheticDigits, .photographedDigits, .syntheticNonDigits:
      Notice.say("data: synthetic handwriting, because MNIST is not here (Tools/fetch-mnist downloads it)")
    }
  }
}

extension ImageSource {
  /// What is made up, and by which names it is asked for.
  private static let syntheticKinds: [(name: String, source: @Sendable (Int) -> ImageSource)] = [
    ("synthetic", { .syntheticDigits(count: $0) }),
    ("synthetic-photographs", { .photographedDigits(count: $0) }),
    ("synthetic-none", { .syntheticNonDigits(count: $0) }),
  ]
}

/// A part of a source, of which lines say what was found and how far reading has come.
struct WatchedImages: ImageProvider {
  private let source: ImageSource
  private let part: DatasetPart
  private let options: LoadingOptions

  /// - Throws: `ValidationError` for a limit below 1.
  init(_ source: ImageSource, _ part: DatasetPart, options: LoadingOptions) throws {
    if let limit = options.limitPerClass, limit < 1 {
      throw ValidationError("--limit-per-class takes a number of at least 1, not \(limit)")
    }
    (self.source, self.part, self.options) = (source, part, options)
  }

  func images(
    in format: ImageFormat?, classNames: [String], choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset {
    defer { Notice.clear() }
    return try source.load(
      part, format: format, classNames: classNames, options: options,
      reporting: { event in
        switch event {
        case .found(let survey): Notice.say(survey, options: options)
        case .progress(let done, let total):
          if done < total {
            Notice.draw("reading \(source)  \(Format.grouped(done)) of \(Format.grouped(total))")
          }
        case .skipped(let errors):
          Notice.clear()
          let images =
            errors.count == 1 ? "1 damaged image" : "\(Format.grouped(errors.count)) damaged images"
          Notice.say("\(source): left out \(images):")
          for line in ImageError.lines(errors) { Notice.say("  \(line)") }
        }
      }, choosing: choosing)
  }
}

/// `--data`, where one data set is needed.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A folder with MNIST's IDX files; a folder, .tar or .zip of class folders of JPEG, PNG or WebP images (or of \
      train and test folders of these); synthetic[:COUNT] for the kit's own handwriting, \
      synthetic-photographs[:COUNT] for photographs of it, or synthetic-none[:COUNT] for pictures of no digit.
      """, valueName: "path"))
  var data: String?

  @OptionGroup var reading: ReadingOptions

  /// What readers are given, those of networks and models as well.
  var limits: Limits { reading.limits.limits }

  /// The images of one part, which are read when they are asked for.
  /// - Parameters:
  ///   - part: which part, where the data is divided.
  ///   - purpose: decides what is asked of their classes.
  ///   - limitPerClass: the most images of each class; nil for all.
  ///   - seed: for the choice.
  func images(
    _ part: DatasetPart, for purpose: LoadingOptions.Purpose, limitPerClass: Int? = nil, seed: UInt64 = 0
  ) throws -> WatchedImages {
    try WatchedImages(
      ImageSource(data), part,
      options: reading.options(for: purpose, limitPerClass: limitPerClass, seed: seed))
  }
}

/// How images are read, wherever they are.
struct ReadingOptions: ParsableArguments {
  @Flag(help: "Go on without images that are damaged.")
  var skipDamaged = false

  @OptionGroup var limits: LimitsOption

  /// The options for a purpose.
  func options(
    for purpose: LoadingOptions.Purpose, limitPerClass: Int?, seed: UInt64
  ) -> LoadingOptions {
    LoadingOptions(
      purpose: purpose, limitPerClass: limitPerClass, seed: seed, skipsDamaged: skipDamaged,
      limits: limits.limits)
  }
}

/// `--limit-per-class`
struct ClassLimit: ParsableArguments {
  @Option(help: ArgumentHelp("Use at most this many images of each class.", valueName: "count"))
  var limitPerClass: Int?

  func validate() throws {
    if let limitPerClass, limitPerClass < 1 {
      throw ValidationError("--limit-per-class takes a number of at least 1, not \(limitPerClass)")
    }
  }
}
