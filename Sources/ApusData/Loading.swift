import ApusFiles
import ApusImage
import Dispatch
import Foundation

extension ImageDataset {
  /// Loads labeled images from whatever is at a path:
  ///
  /// - a folder with MNIST's files, plain or gzip: two for each part;
  /// - a folder of class folders of JPEG, PNG and WebP images;
  /// - a folder with `train` and `test` (or `val`, `valid`, `validation`) folders of these;
  /// - a folder with archives called so (`train.tar`, `test.zip`), or one archive, of any of these: `.tar`, also
  ///   compressed by gzip, bzip2, xz or Zstandard, or `.zip`.
  ///
  /// What is not divided into parts serves as either. The order of the images does not depend on the machine:
  /// class by class, each sorted by name; IDX files in their own order.
  ///
  /// - Parameters:
  ///   - path: the folder or archive.
  ///   - part: which part, where the data is divided.
  ///   - format: what the images become; nil for the data's own extent, of folders and archives the first
  ///     image's.
  ///   - classNames: a network's classes, which the data must have, all of them (unless it is to judge by) and no others;
  ///     labels follow their order. Nil for the data's own, sorted: by size where all are whole numbers, else by their
  ///     UTF-8.
  ///   - options: how images are read.
  ///   - reporting: called with what was found, and now and then with how many images are decoded.
  ///   - choosing: the positions of the images that are wanted, in the order wanted, out of all that the options have
  ///     left; no others are decoded. Nil for all. Where damaged images are left out, it is asked again without them.
  /// - Throws: `DataError`, naming the file, folder or class.
  public static func load(
    _ path: String, part: DatasetPart, format: ImageFormat? = nil, classNames: [String]? = nil,
    options: LoadingOptions = LoadingOptions(), reporting: (LoadingEvent) -> Void = { _ in },
    choosing: ((ImageLabels) throws(DataError) -> [Int])? = nil
  ) throws(DataError) -> ImageDataset {
    try format?.check()
    let path = withoutTrailingSlashes(path)
    if Folder.exists(path), let (images, labels) = idxFiles(in: path, part: part) {
      let dataset = try idx(images: images, labels: labels, limits: options.limits)
      return try dataset.used(
        as: options, from: path, format: format, classNames: classNames, reporting: reporting,
        choosing: choosing)
    }
    var files = try imageFiles(at: path, part: part, limits: options.limits)
    let reasons = files.emptyClasses
    if let classNames {
      files = try files.labeled(by: classNames, allowsMissing: options.purpose == .judging)
    }
    reporting(.found(files.survey))
    try options.purpose.check(files.survey, reasons: reasons)
    return try files.loaded(format: format, options: options, reporting: reporting, choosing: choosing)
  }

  /// These images as options want them.
  func used(
    as options: LoadingOptions, from path: String, format: ImageFormat?, classNames: [String]?,
    reporting: (LoadingEvent) -> Void, choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset {
    var dataset = self
    if let classNames {
      let allowsMissing = options.purpose == .judging
      dataset = try relabeled(by: classNames, allowsMissing: allowsMissing, path: path)
    }
    let survey = ImageSurvey(
      path: path, classNames: dataset.classNames, counts: dataset.classCounts)
    reporting(.found(survey))
    if options.purpose == .training { try survey.checkForTraining() }
    if let limit = options.limitPerClass { dataset = dataset.limited(perClass: limit, seed: options.seed) }
    if let choosing { dataset = dataset.subset(try choosing(dataset.imageLabels)) }
    guard let format else { return dataset }
    return try dataset.converted(to: format)
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

  private static func imageFiles(
    at path: String, part: DatasetPart, limits: Limits
  ) throws(DataError) -> ImageFiles {
    guard Folder.exists(path) else {
      let kind = FileKind(path: path)
      guard FileManager.default.fileExists(atPath: path), kind != .zip, kind?.isCompressedOrTar != true,
        !path.lowercased().hasSuffix(".tar")
      else { return try ImageFiles(archive: path, part: part, limits: limits) }
      if let kind, kind != .empty { throw .wrongKind(path: path, kind) }
      throw .noData(path: path)
    }
    for name in part.folderNames {
      guard let place = holder(of: name, in: path) else { continue }
      return Folder.exists(place)
        ? try ImageFiles(folder: place, part: nil)
        : try ImageFiles(archive: place, part: part, limits: limits)
    }
    // A folder called train beside class folders is a division, not a class.
    let others = DatasetPart.allCases.filter { $0 != part }.flatMap(\.folderNames)
    if let other = others.first(where: { holder(of: $0, in: path) != nil }) {
      throw .missingPart(path: path, part: part.rawValue, found: other)
    }
    guard try namesInFolder(path).contains(where: { Folder.exists("\(path)/\($0)") }) else {
      throw .noData(path: path)
    }
    return try ImageFiles(folder: path, part: part)
  }

  /// The folder or archive of a part's images; nil where there is neither.
  private static func holder(of name: String, in folder: String) -> String? {
    if Folder.exists("\(folder)/\(name)") { return "\(folder)/\(name)" }
    let endings = ["tar", "tar.gz", "tgz", "tar.bz2", "tar.xz", "txz", "tar.zst", "zip"]
    return endings.map { "\(folder)/\(name).\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
  }
}

extension FileKind {
  /// Whether it is a tar archive, or compressed as these are.
  fileprivate var isCompressedOrTar: Bool {
    [.tar, .gzip, .bzip2, .xz, .zstandard].contains(self)
  }
}

extension ImageFiles {
  /// The images that are wanted, decoded.
  func loaded(
    format: ImageFormat?, options: LoadingOptions, reporting: (LoadingEvent) -> Void,
    choosing: ((ImageLabels) throws(DataError) -> [Int])?
  ) throws(DataError) -> ImageDataset {
    var files = self
    var skipped: [ImageError] = []
    while true {
      var chosen = files
      if let limit = options.limitPerClass {
        chosen = chosen.subset(chosen.imageLabels.limited(perClass: limit, seed: options.seed))
      }
      if let choosing { chosen = chosen.subset(try choosing(chosen.imageLabels)) }
      guard !chosen.files.isEmpty else { throw .noImages(path: source) }
      let total = chosen.files.count
      let wanted =
        if let format { format } else { try chosen.ownFormat(limits: options.limits) }
      let result = try chosen.decoded(format: wanted, limits: options.limits) {
        reporting(.progress(done: $0, total: total))
      }
      let failures = result.failures.sorted { $0.key < $1.key }
      if failures.isEmpty {
        if !skipped.isEmpty { reporting(.skipped(skipped)) }
        return result.dataset
      }
      guard options.skipsDamaged else { throw .damaged(failures.map(\.value), of: total) }
      skipped += failures.map(\.value)
      let damaged = Set(failures.map { chosen.files[$0.key].path })
      files.files.removeAll { damaged.contains($0.path) }
      try options.purpose.check(files.survey)
    }
  }
}
