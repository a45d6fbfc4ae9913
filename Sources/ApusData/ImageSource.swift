/// Where labeled images come from. They are read when they are needed, in the format of the network that needs
/// them, so that photographs of any size are scaled only once.
///
///     let digits = ImageSource(at: "mnist/")
///     let tuned = try FineTuner(.leNet5, on: digits.training).run()
public enum ImageSource: Hashable, Sendable, CustomStringConvertible {
  /// A folder or an archive of any kind that `ImageDataset.load` knows.
  case path(String)
  /// The kit's own handwriting: so many training images, and a fifth as many test images, of other writers.
  case syntheticDigits(count: Int)

  /// Training images of the kit's own handwriting, unless a number is given.
  public static let usualSyntheticCount = 30_000

  /// A folder or an archive: a folder with MNIST's four files, a folder of class folders of JPEG and PNG images
  /// or of `train` and `test` folders of these, or a `.tar` of such folders.
  public init(at path: String) { self = .path(path) }

  /// MNIST where `DatasetLocator` finds it, and the kit's own handwriting elsewhere.
  /// - Throws: `unreadable` where `APUS_DATA` names a place that does not hold MNIST.
  public static func digits() throws(DataError) -> ImageSource {
    try DatasetLocator.mnist().map { .path($0) } ?? .syntheticDigits(count: usualSyntheticCount)
  }

  /// The path, or `synthetic:` and the number of training images.
  public var description: String {
    switch self {
    case .path(let path): path
    case .syntheticDigits(let count): "synthetic:\(count)"
    }
  }

  /// What is trained on; all images where they are not divided into parts.
  public var training: Part { Part(source: self, part: .train) }

  /// What networks are judged by; all images where they are not divided into parts.
  public var test: Part { Part(source: self, part: .test) }

  /// The images of one part.
  ///
  /// - Parameters:
  ///   - part: which.
  ///   - format: what the images become; nil for the source's own extent.
  ///   - classNames: a network's classes, which the images must have; empty for the images' own.
  ///   - limitPerClass: at most so many images of each class, chosen by the seed.
  ///   - seed: for the choice.
  ///   - progress: called now and then with how many images are decoded, and of how many.
  ///   - choosing: the positions of the images that are wanted, out of all that the limit has left; no others are
  ///     decoded. Nil for all.
  /// - Throws: `DataError`, naming the file, folder or class.
  public func load(
    _ part: DatasetPart, format: ImageFormat? = nil, classNames: [String] = [], limitPerClass: Int? = nil,
    seed: UInt64 = 0, progress: (Int, Int) -> Void = { _, _ in },
    choosing: ((ImageLabels) throws(DataError) -> [Int])? = nil
  ) throws(DataError) -> ImageDataset {
    switch self {
    case .path(let path):
      return try ImageDataset.load(
        path, part: part, format: format, classNames: classNames.isEmpty ? nil : classNames,
        limitPerClass: limitPerClass, seed: seed, progress: progress, choosing: choosing)
    case .syntheticDigits(let count):
      var images =
        part == .train
        ? ImageDataset.syntheticDigits(count: count, seed: 1)
        : ImageDataset.syntheticDigits(count: max(count / 5, 10), seed: 2)
      if let format { images = try images.converted(to: format) }
      if !classNames.isEmpty { images = try images.relabeled(by: classNames, path: description) }
      if let limitPerClass { images = images.limited(perClass: limitPerClass, seed: seed) }
      if let choosing { images = images.subset(try choosing(images.imageLabels)) }
      return images
    }
  }

  /// One part of a source.
  public struct Part: ImageProvider, Hashable {
    /// Where the images come from.
    public let source: ImageSource
    /// Which of them.
    public let part: DatasetPart

    /// Reads the images.
    /// - Throws: `DataError`, naming the file, folder or class.
    public func images(
      in format: ImageFormat?, classNames: [String], choosing: ((ImageLabels) throws(DataError) -> [Int])?
    ) throws(DataError) -> ImageDataset {
      try source.load(part, format: format, classNames: classNames, choosing: choosing)
    }
  }
}
