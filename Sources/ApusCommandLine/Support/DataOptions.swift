import ApusData
import ApusGraph
import ApusReporting
import ArgumentParser

extension ImageSource {
  /// What a person named; MNIST, or else the synthetic handwriting, where nothing is named.
  init(_ argument: String?) throws {
    if let argument {
      guard let name = argument.split(separator: ":").first, name == "synthetic" else {
        self = .path(argument)
        return
      }
      let number = argument.dropFirst("synthetic".count)
      guard let count = number.isEmpty ? Self.usualSyntheticCount : Int(number.dropFirst()), count >= 50
      else {
        throw ValidationError("--data synthetic:COUNT takes a number of at least 50, not \(number)")
      }
      self = .syntheticDigits(count: count)
      return
    }
    self = try .digits()
    switch self {
    case .path(let mnist): Notice.say("data: MNIST in \(mnist)")
    case .syntheticDigits:
      Notice.say("data: synthetic handwriting, because MNIST is not here (Tools/fetch-mnist downloads it)")
    }
  }

  /// The images of one part, while a line says how far reading has come.
  ///
  /// - Parameters:
  ///   - format: what the network takes; nil for the data's own.
  ///   - classNames: the network's classes, which the data must have; none for the data's own.
  func read(
    _ part: DatasetPart, format: ImageFormat? = nil, classNames: [String] = [], limitPerClass: Int? = nil,
    seed: UInt64 = 0
  ) throws -> ImageDataset {
    try WatchedImages(self, part, limitPerClass: limitPerClass, seed: seed)
      .images(in: format, classNames: classNames)
  }
}

/// A part of a source, of which a line says how far reading has come.
struct WatchedImages: ImageProvider {
  private let source: ImageSource
  private let part: DatasetPart
  private let limitPerClass: Int?
  private let seed: UInt64

  /// - Throws: `ValidationError` for a limit below 1.
  init(_ source: ImageSource, _ part: DatasetPart, limitPerClass: Int?, seed: UInt64) throws {
    if let limitPerClass, limitPerClass < 1 {
      throw ValidationError("--limit-per-class takes a number of at least 1, not \(limitPerClass)")
    }
    (self.source, self.part, self.limitPerClass, self.seed) = (source, part, limitPerClass, seed)
  }

  func images(
    in format: ImageFormat?, classNames: [String], choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset {
    defer { Notice.clear() }
    return try source.load(
      part, format: format, classNames: classNames, limitPerClass: limitPerClass, seed: seed,
      progress: { done, total in
        if done < total {
          Notice.draw("reading \(source)  \(Format.grouped(done)) of \(Format.grouped(total))")
        }
      }, choosing: choosing)
  }
}

/// `--data`, where one data set is needed.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A folder with MNIST's IDX files, a folder or .tar of class folders of JPEG or PNG images (or of train \
      and test folders of these), or synthetic[:COUNT] for the kit's own handwriting.
      """, valueName: "path"))
  var data: String?

  /// Where images come from.
  func source() throws -> ImageSource { try ImageSource(data) }
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
