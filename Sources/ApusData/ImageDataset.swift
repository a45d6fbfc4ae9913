import ApusGraph

/// Labeled images of one size, in memory.
///
/// Images that were prepared for a network have its input's extent, and their pixels its order; for most networks that is
/// rows, columns and colors (`PictureLayout`).
public struct ImageDataset: Sendable {
  /// Rows of each image: the first extent.
  public let height: Int
  /// Columns of each image: the second extent.
  public let width: Int
  /// 1 for grayscale, 3 for RGB; other numbers for networks whose input has another order.
  public let channels: Int
  /// All pixels, `[count, height, width, channels]`.
  public var pixels: [UInt8]
  /// The class of each image, an index into `classNames`.
  public var labels: [Int32]
  /// What the classes are called.
  public var classNames: [String]
  /// Where each image came from, if files are known.
  public var paths: [String]?

  /// A data set from its parts.
  /// - Precondition: the pixels fill the extents, and every label is a class.
  public init(
    height: Int, width: Int, channels: Int, pixels: [UInt8], labels: [Int32], classNames: [String],
    paths: [String]? = nil
  ) {
    precondition(pixels.count == labels.count * height * width * channels)
    precondition(paths == nil || paths?.count == labels.count)
    precondition(labels.allSatisfy { $0 >= 0 && Int($0) < classNames.count })
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
    self.labels = labels
    self.classNames = classNames
    self.paths = paths
  }

  /// How many images there are.
  public var count: Int { labels.count }

  /// Pixels (bytes) of one image.
  public var imageBytes: Int { height * width * channels }

  /// The extent of an image.
  public var shape: Shape { Shape(height: height, width: width, channels: channels) }

  /// What an image is called in reports: its path, or its number.
  public func name(of index: Int) -> String { paths?[index] ?? "#\(index)" }

  /// The images at some indices, in that order.
  public func subset(_ indices: [Int]) -> ImageDataset {
    let bytes = imageBytes
    let chosen = [UInt8](unsafeUninitializedCapacity: indices.count * bytes) { buffer, initialized in
      pixels.withUnsafeBufferPointer { source in
        for (position, index) in indices.enumerated() {
          let image = UnsafeBufferPointer(rebasing: source[index * bytes..<(index + 1) * bytes])
          _ = UnsafeMutableBufferPointer(rebasing: buffer[position * bytes..<(position + 1) * bytes])
            .initialize(from: image)
        }
      }
      initialized = indices.count * bytes
    }
    return ImageDataset(
      height: height, width: width, channels: channels, pixels: chosen, labels: indices.map { labels[$0] },
      classNames: classNames, paths: paths.map { paths in indices.map { paths[$0] } })
  }

  /// The first images; none for a count below 1, all for one beyond the last.
  public func prefix(_ count: Int) -> ImageDataset { subset(Array(0..<min(max(count, 0), self.count))) }

  /// How many images each class has.
  public var classCounts: [Int] {
    var counts = Array(repeating: 0, count: classNames.count)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
