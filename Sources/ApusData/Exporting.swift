import ApusFiles
import ApusImage

extension ImageDataset {
  /// Writes images as JPEG files in class folders, `FOLDER/CLASS/00012.jpg`, each file whole or not at all.
  ///
  /// - Parameters:
  ///   - count: how many, spread evenly over the classes; all where there are fewer.
  ///   - folder: made where it is missing.
  ///   - quality: 1 to 100, as libjpeg counts it.
  ///   - seed: chooses the images.
  ///   - progress: called now and then with how many images are written, and of how many.
  /// - Throws: `file` or `image`, naming the path; what was written before stays.
  public func exportJPEGs(
    count: Int, to folder: String, quality: Int = 95, seed: UInt64 = 0,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws(DataError) {
    let chosen = sample(count, seed: seed)
    let names = Self.folderNames(classNames)
    do throws(FileError) {
      for name in Set(chosen.labels.map { names[Int($0)] }).sorted() { try Folder.make("\(folder)/\(name)") }
    } catch {
      throw .file(error)
    }
    for index in 0..<chosen.count {
      let number = "\(index)"
      let padded = String(repeating: "0", count: max(0, 5 - number.count)) + number
      let path = "\(folder)/\(names[Int(chosen.labels[index])])/\(padded).jpg"
      let bytes: [UInt8]
      do throws(ImageError) {
        bytes = try chosen.image(index).jpeg(quality: quality, name: path)
      } catch {
        throw .image(error)
      }
      do throws(FileError) {
        try AtomicFile.write(bytes, to: path)
      } catch {
        throw .file(error)
      }
      if (index + 1) % 64 == 0 || index + 1 == chosen.count { progress(index + 1, chosen.count) }
    }
  }

  /// Names of classes as names of folders, all different: what could lead elsewhere is replaced.
  private static func folderNames(_ names: [String]) -> [String] {
    var taken = Set(names)
    return names.map { name in
      // Scalars, since a slash and a combining mark are one character.
      let scalars = name.unicodeScalars.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
      let safe = String(String.UnicodeScalarView(scalars))
      let isHidden = scalars.first ?? "." == "."
      guard safe != name || isHidden else { return name }
      var folder = isHidden ? "_\(safe)" : safe
      while !taken.insert(folder).inserted { folder += "_" }
      return folder
    }
  }
}
