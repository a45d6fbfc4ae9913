import ApusData
import ApusGraph
import ArgumentParser

/// Where images come from.
enum DataSource: Hashable, CustomStringConvertible {
  /// A folder or an archive.
  case path(String)
  /// The kit's own handwriting, with so many training images.
  case synthetic(count: Int)

  /// Training images of the synthetic handwriting, unless given; there are a fifth as many test images.
  static let defaultCount = 30_000

  /// What a person named; MNIST, or else the synthetic handwriting, where nothing is named.
  init(_ argument: String?) throws {
    if let argument {
      guard let name = argument.split(separator: ":").first, name == "synthetic" else {
        self = .path(argument)
        return
      }
      let number = argument.dropFirst("synthetic".count)
      guard let count = number.isEmpty ? Self.defaultCount : Int(number.dropFirst()), count >= 50 else {
        throw ValidationError("--data synthetic:COUNT takes a number of at least 50, not \(number)")
      }
      self = .synthetic(count: count)
    } else if let mnist = try DatasetLocator.mnist() {
      self = .path(mnist)
      Notice.say("data: MNIST in \(mnist)")
    } else {
      self = .synthetic(count: Self.defaultCount)
      Notice.say("data: synthetic handwriting, because MNIST is not here (Tools/fetch-mnist downloads it)")
    }
  }

  var description: String {
    switch self {
    case .path(let path): path
    case .synthetic(let count): "synthetic:\(count)"
    }
  }

  /// The images of one part.
  ///
  /// - Parameters:
  ///   - format: what the network takes; nil for the data's own.
  ///   - classNames: the network's classes, which the data must have; none for the data's own.
  ///   - choosing: the positions of the images that are wanted, out of all that the limit has left; nil for all.
  func load(
    _ part: DatasetPart, format: ImageFormat? = nil, classNames: [String] = [], limitPerClass: Int? = nil,
    seed: UInt64 = 0, choosing: ((ImageLabels) throws(DataError) -> [Int])? = nil
  ) throws -> ImageDataset {
    if let limitPerClass, limitPerClass < 1 {
      throw ValidationError("--limit-per-class takes a number of at least 1, not \(limitPerClass)")
    }
    switch self {
    case .path(let path):
      defer { Notice.clear() }
      return try ImageDataset.load(
        path, part: part, format: format, classNames: classNames.isEmpty ? nil : classNames,
        limitPerClass: limitPerClass, seed: seed,
        progress: { done, total in
          if done < total {
            Notice.draw("reading \(path)  \(Format.grouped(done)) of \(Format.grouped(total))")
          }
        }, choosing: choosing)
    case .synthetic(let count):
      var images =
        part == .train
        ? ImageDataset.syntheticDigits(count: count, seed: 1)
        : ImageDataset.syntheticDigits(count: max(count / 5, 10), seed: 2)
      if let format { images = try images.converted(to: format) }
      if !classNames.isEmpty { images = try images.relabelled(by: classNames, path: description) }
      if let limitPerClass { images = images.limited(perClass: limitPerClass, seed: seed) }
      return try choosing.map { images.subset(try $0(images.imageLabels)) } ?? images
    }
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
  func source() throws -> DataSource { try DataSource(data) }
}
