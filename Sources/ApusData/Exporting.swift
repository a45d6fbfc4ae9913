import ApusImage
import ApusInterchange
import Foundation

extension ImageDataset {
  /// Writes images as JPEG files in class folders, `FOLDER/CLASS/00012.jpg`, each file whole or not at all.
  ///
  /// - Parameters:
  ///   - count: how many, spread evenly over the classes; all where there are fewer.
  ///   - folder: made where it is missing.
  ///   - quality: 1 to 100, as libjpeg counts it.
  ///   - seed: chooses the images.
  /// - Throws: `unwritable`, naming the path; what was written before stays.
  public func exportJPEGs(
    count: Int, to folder: String, quality: Int = 95, seed: UInt64 = 0
  ) throws(DataError) {
    let chosen = sample(count, seed: seed)
    let names = classNames.map(Self.folderName)
    for name in Set(chosen.labels.map { names[Int($0)] }).sorted() {
      try Self.makeFolder("\(folder)/\(name)")
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
        throw .output(error)
      }
    }
  }

  /// A class's name as the name of a folder: what could lead elsewhere is replaced.
  private static func folderName(_ name: String) -> String {
    let safe = name.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    return safe.isEmpty || safe.first == "." ? "_" + String(safe) : String(safe)
  }

  private static func makeFolder(_ path: String) throws(DataError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      let reason = cause.map { String(cString: strerror(Int32($0.code))) }
      throw .unwritable(path: path, reason: reason ?? (error as NSError).localizedDescription)
    }
  }
}
