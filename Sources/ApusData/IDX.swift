import ApusFiles

/// The IDX format in which MNIST is published: a magic number of two zero bytes, an element type and the
/// number of dimensions, then the big-endian extents, then the elements.
/// (LeCun, Cortes and Burges, "The MNIST database of handwritten digits".)
package struct IDX {
  /// Extents, outermost first.
  package let extents: [Int]
  /// The elements, all unsigned bytes.
  package let elements: ArraySlice<UInt8>

  /// Reads the bytes of a file, plain or gzip.
  /// - Throws: `DataError.idx` where the header does not fit the file, `gzip` where that is damaged.
  package init(_ file: [UInt8], path: String, limits: Limits = .standard) throws(DataError) {
    let bytes = Gzip.isGzip(file) ? try Gzip.expand(file, path: path, limits: limits) : file
    guard bytes.count >= 4, bytes[0] == 0, bytes[1] == 0 else {
      throw .idx(path: path, reason: "it does not begin with IDX's magic number")
    }
    guard bytes[2] == 8 else {
      throw .idx(path: path, reason: "its elements are not unsigned bytes")
    }
    let rank = Int(bytes[3])
    guard (1...4).contains(rank), bytes.count >= 4 + 4 * rank else {
      throw .idx(path: path, reason: "its header is cut off")
    }
    var extents: [Int] = []
    var count = 1
    for dimension in 0..<rank {
      let at = 4 + 4 * dimension
      let extent = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= 1 << 40 else {
        throw .idx(path: path, reason: "its extents are out of range")
      }
      extents.append(extent)
      count = product
    }
    let start = 4 + 4 * rank
    guard bytes.count - start == count else {
      throw .idx(
        path: path, reason: "its header announces \(count) bytes of data, but \(bytes.count - start) follow")
    }
    self.extents = extents
    elements = bytes[start...]
  }
}

extension ImageDataset {
  /// Images and labels from a pair of IDX files, plain or gzip: `[count, height, width]` or
  /// `[count, height, width, channels]`, and `[count]`.
  ///
  /// - Parameters:
  ///   - imagesPath: the file of the images.
  ///   - labelsPath: the file of the labels.
  ///   - classNames: unless given, the ten digits for files with MNIST's names (`train-labels…`, `t10k-labels…`),
  ///     numbers up to the largest label (at least ten) for others.
  ///   - limits: raise how much gzip files may expand to.
  /// - Throws: `DataError`, naming the file that is wrong.
  public static func idx(
    images imagesPath: String, labels labelsPath: String, classNames: [String]? = nil,
    limits: Limits = .standard
  ) throws(DataError) -> ImageDataset {
    let images = try IDX(readFile(imagesPath), path: imagesPath, limits: limits)
    guard images.extents.count >= 3 else {
      throw .idx(path: imagesPath, reason: "it has \(images.extents.count) dimensions where images have 3")
    }
    let channels = images.extents.count == 4 ? images.extents[3] : 1
    guard images.extents[1] > 0, images.extents[2] > 0, channels == 1 || channels == 3 else {
      throw .idx(path: imagesPath, reason: "its images have no pixels, or neither 1 nor 3 channels")
    }
    guard images.extents[0] > 0 else { throw .noImages(path: imagesPath) }
    let labels = try IDX(readFile(labelsPath), path: labelsPath, limits: limits)
    guard labels.extents.count == 1 else {
      throw .idx(path: labelsPath, reason: "it has \(labels.extents.count) dimensions where labels have 1")
    }
    guard labels.elements.count == images.extents[0] else {
      throw .labelCount(path: labelsPath, labels: labels.elements.count, images: images.extents[0])
    }
    let largest = Int(labels.elements.max() ?? 0)
    let names = classNames ?? mnistClassNames(labelsPath) ?? (0...max(9, largest)).map(String.init)
    guard largest < names.count else {
      throw .idx(
        path: labelsPath, reason: "it has the label \(largest), but there are \(names.count) classes")
    }
    return ImageDataset(
      height: images.extents[1], width: images.extents[2], channels: channels,
      pixels: Array(images.elements), labels: labels.elements.map(Int32.init), classNames: names)
  }

  /// The ten digits, if a file is called as MNIST's labels are.
  private static func mnistClassNames(_ path: String) -> [String]? {
    let name = path.split(separator: "/").last ?? ""
    guard name.hasPrefix("train-labels") || name.hasPrefix("t10k-labels") else { return nil }
    return (0...9).map(String.init)
  }
}
