import ApusGraph

/// What has labeled images in the format of any network: images in memory, or a part of an `ImageSource`, which
/// reads them when they are asked for.
public protocol ImageProvider: Sendable {
  /// The images, prepared as a network takes them.
  ///
  /// - Parameters:
  ///   - format: the extent that they are brought to, and how; nil for their own.
  ///   - classNames: a network's classes, which the images must have, all of them and no others; labels follow
  ///     their order. Empty for the images' own.
  ///   - choosing: the positions of the images that are wanted, out of all; no others are decoded. Nil for all.
  /// - Throws: `DataError`, naming the file, folder or class.
  func images(
    in format: ImageFormat?, classNames: [String], choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset
}

extension ImageProvider {
  /// All images, prepared as a network takes them.
  ///
  /// - Parameters:
  ///   - format: the extent that they are brought to, and how; nil for their own.
  ///   - classNames: a network's classes, which the images must have; empty for the images' own.
  /// - Throws: `DataError`, naming the file, folder or class.
  public func images(
    in format: ImageFormat?, classNames: [String] = []
  ) throws(DataError) -> ImageDataset {
    try images(in: format, classNames: classNames, choosing: nil)
  }
}

extension ImageDataset: ImageProvider {
  /// These images in a network's format; those that have its extent stay as they are.
  /// - Throws: `noPicture`, `missingClass` or `strayClass`.
  public func images(
    in format: ImageFormat?, classNames: [String], choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset {
    var images = classNames.isEmpty ? self : try relabeled(by: classNames, path: "the images")
    if let choosing { images = images.subset(try choosing(images.imageLabels)) }
    return try format.map { (format) throws(DataError) in try images.converted(to: format) } ?? images
  }
}
