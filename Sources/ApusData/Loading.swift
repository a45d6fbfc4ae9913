import ApusFiles
import ApusImage
import Dispatch
import Foundation

extension ImageDataset {
  /// Loads labeled images from whatever is at a path:
  ///
  /// - a folder with MNIST's files, plain or gzip: two for each part;
  /// - a folder of class folders of JPEG and PNG images;
  /// - a folder with `train` and `test` (or `val`, `valid`, `validation`) folders of these;
  /// - a folder with `train.tar` and `test.tar`, or one `.tar`, `.tar.gz` or `.tgz` file, of any of these.
  ///
  /// What is not divided into parts serves as either. The order of the images does not depend on the machine:
  /// class by class, each sorted by name; IDX files in their own order.
  ///
  /// - Parameters:
  ///   - path: the folder or archive.
  ///   - part: which part, where the data is divided.
  ///   - format: what the images become; nil for the data's own extent, of folders and archives the first
  ///     image's.
  ///   - classNames: a network's classes, which the data must have, all of them and no others; labels follow
  ///     their order. Nil for the data's own, sorted: by size where all are whole numbers,
  ///     else by their UTF-8.
  ///   - limitPerClass: the most images of each class, chosen by the seed; no others are decoded.
  ///   - seed: for the choice.
  ///   - progress: called now and then with how many images are decoded, and of how many.
  ///   - choosing: the positions of the images that are wanted, in the order wanted, out of all that the limit has left;
  ///     no others are decoded. Nil for all.
  /// - Throws: `DataError`, naming the file, folder or class.
  public static func load(
    _ path: String, part: DatasetPart, format: ImageFormat? = nil, classNames: [String]? = nil,
    limitPerClass: Int? = nil, seed: UInt64 = 0,
    progress: (Int, Int) -> Void = { _, _ in },
    choosing: ((ImageLabels) throws(DataError) -> [Int])? = nil
  ) throws(DataError) -> ImageDataset {
    try format?.check()
    let path = withoutTrailingSlashes(path)
    if Folder.exists(path) {
      if let (images, labels) = idxFiles(in: path, part: part) {
        var dataset = try idx(images: images, labels: labels)
        if let classNames { dataset = try dataset.relabeled(by: classNames, path: path) }
        if let limitPerClass { dataset = dataset.limited(perClass: limitPerClass, seed: seed) }
        if let choosing { dataset = dataset.subset(try choosing(dataset.imageLabels)) }
        return try format.map { (format) throws(DataError) in try dataset.converted(to: format) } ?? dataset
      }
    }
    var files = try imageFiles(at: path, part: part)
    if let classNames { files = try files.labeled(by: classNames, path: path) }
    if let limitPerClass {
      files = files.subset(files.imageLabels.limited(perClass: limitPerClass, seed: seed))
    }
    if let choosing { files = files.subset(try choosing(files.imageLabels)) }
    guard !files.files.isEmpty else { throw .noImages(path: path) }
    return try files.decoded(format: format, progress: progress)
  }

  /// MNIST's files for a part, whether they are there or not; nil for a folder without images of either part.
  private static func idxFiles(in folder: String, part: DatasetPart) -> (images: String, labels: String)? {
    func file(_ name: String) -> String? {
      ["\(folder)/\(name)", "\(folder)/\(name).gz"].first { FileManager.default.fileExists(atPath: $0) }
    }
    func name(_ part: DatasetPart, _ contents: String) -> String {
      "\(part == .train ? "train" : "t10k")-\(contents)-ubyte"
    }
    guard DatasetPart.allCases.contains(where: { file(name($0, "images-idx3")) != nil }) else { return nil }
    let (images, labels) = (name(part, "images-idx3"), name(part, "labels-idx1"))
    return (file(images) ?? "\(folder)/\(images)", file(labels) ?? "\(folder)/\(labels)")
  }

  private static func withoutTrailingSlashes(_ path: String) -> String {
    let end = path.lastIndex { $0 != "/" }
    return end.map { String(path[...$0]) } ?? path
  }

  private static func imageFiles(at path: String, part: DatasetPart) throws(DataError) -> ImageFiles {
    guard Folder.exists(path) else {
      let name = path.lowercased()
      if FileManager.default.fileExists(atPath: path),
        ![".tar", ".tar.gz", ".tgz"].contains(where: name.hasSuffix)
      {
        throw .noData(path: path)
      }
      return try ImageFiles(archive: path, part: part)
    }
    for name in part.folderNames {
      guard let place = holder(of: name, in: path) else { continue }
      return Folder.exists(place) ? try ImageFiles(folder: place) : try ImageFiles(archive: place, part: part)
    }
    // A folder called train beside class folders is a division, not a class.
    let others = DatasetPart.allCases.filter { $0 != part }.flatMap(\.folderNames)
    if let other = others.first(where: { holder(of: $0, in: path) != nil }) {
      throw .missingPart(path: path, part: part.rawValue, found: other)
    }
    guard try namesInFolder(path).contains(where: { Folder.exists("\(path)/\($0)") }) else {
      throw .noData(path: path)
    }
    return try ImageFiles(folder: path)
  }

  /// The folder or archive of a part's images; nil where there is neither.
  private static func holder(of name: String, in folder: String) -> String? {
    if Folder.exists("\(folder)/\(name)") { return "\(folder)/\(name)" }
    return ["tar", "tar.gz", "tgz"].map { "\(folder)/\(name).\($0)" }.first {
      FileManager.default.fileExists(atPath: $0)
    }
  }
}
