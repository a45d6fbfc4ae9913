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
  /// Photographs of the kit's own handwriting on paper: so many training images, and a fifth as many test images.
  case photographedDigits(count: Int)
  /// Pictures that are no digit, of the class `none`: so many training images, and a fifth as many test images.
  case syntheticNonDigits(count: Int)

  /// Training images of the kit's own handwriting, unless a number is given.
  public static let usualSyntheticCount = 30_000

  /// A folder or an archive: a folder with MNIST's four files, a folder of class folders of JPEG, PNG and WebP images
  /// or of `train` and `test` folders of these, or a `.tar` or `.zip` of such folders.
  public init(at path: String) { self = .path(path) }

  /// MNIST where `DatasetLocator` finds it, and the kit's own handwriting elsewhere.
  /// - Throws: `unreadable` where `APUS_DATA` names a place that does not hold MNIST.
  public static func digits() throws(DataError) -> ImageSource {
    try DatasetLocator.mnist().map { .path($0) } ?? .syntheticDigits(count: usualSyntheticCount)
  }

  /// The path, or `synthetic:`, `synthetic-photographs:` or `synthetic-none:` and the number of training images.
  public var description: String {
    switch self {
    case .path(let path): path
    case .syntheticDigits(let count): "synthetic:\(count)"
    case .photographedDigits(let count): "synthetic-photographs:\(count)"
    case .syntheticNonDigits(let count): "synthetic-none:\(count)"
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
  ///   - options: how images are read.
  ///   - reporting: called with what was found, and now and then with how many images are decoded.
  ///   - choosing: the positions of the images that are wanted, out of all that the options have left; no others are
  ///     decoded. Nil for all.
  /// - Throws: `DataError`, naming the file, folder or class.
  public func load(
    _ part: DatasetPart, format: ImageFormat? = nil, classNames: [String] = [],
    options: LoadingOptions = LoadingOptions(), reporting: (LoadingEvent) -> Void = { _ in },
    choosing: ((ImageLabels) throws(DataError) -> [Int])? = nil
  ) throws(DataError) -> ImageDataset {
    let classNames = classNames.isEmpty ? nil : classNames
    switch self {
    case .path(let path):
      return try ImageDataset.load(
        path, part: part, format: format, classNames: classNames, options: options, reporting: reporting,
        choosing: choosing)
    case .syntheticDigits(let count):
      try checkMemory(count, of: ImageDataset.syntheticDigitBytes, path: description)
      let images = ImageDataset.syntheticDigits(count: part.count(of: count), seed: part.seed)
      return try used(
        images, as: options, format: format, classNames: classNames, reporting: reporting, choosing: choosing)
    case .photographedDigits(let count):
      let bytes = format?.shape.count ?? 3 * ImageDataset.photographSide * ImageDataset.photographSide
      try checkMemory(count, of: bytes, path: description)
      let images = try ImageDataset.photographedDigits(
        count: part.count(of: count), seed: part.seed, format: format)
      return try used(
        images, as: options, format: format, classNames: classNames, reporting: reporting, choosing: choosing)
    case .syntheticNonDigits(let count):
      try checkMemory(count, of: ImageDataset.syntheticDigitBytes, path: description)
      let images = ImageDataset.syntheticNonDigits(count: part.count(of: count), seed: part.seed)
      return try used(
        images, as: options, format: format, classNames: classNames, reporting: reporting, choosing: choosing)
    }
  }

  /// Images that were made up, so that nothing was found.
  private func used(
    _ images: ImageDataset, as options: LoadingOptions, format: ImageFormat?, classNames: [String]?,
    reporting: (LoadingEvent) -> Void, choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset {
    try images.used(
      as: options, from: description, format: format, classNames: classNames,
      reporting: { event in if case .found = event {} else { reporting(event) } }, choosing: choosing)
  }

  /// One part of a source.
  public struct Part: ImageProvider, Hashable {
    /// Where the images come from.
    public let source: ImageSource
    /// Which of them.
    public let part: DatasetPart

    /// Reads the images: to train on, or to judge by.
    /// - Throws: `DataError`, naming the file, folder or class.
    public func images(
      in format: ImageFormat?, classNames: [String], choosing: ((ImageLabels) throws(DataError) -> [Int])?
    ) throws(DataError) -> ImageDataset {
      let options = LoadingOptions(purpose: part == .train ? .training : .judging)
      return try source.load(
        part, format: format, classNames: classNames, options: options, choosing: choosing)
    }
  }
}

extension DatasetPart {
  /// How many images are made up where so many are to train on.
  fileprivate func count(of training: Int) -> Int { self == .train ? training : max(training / 5, 10) }

  /// What they are made of.
  fileprivate var seed: UInt64 { self == .train ? 1 : 2 }
}
