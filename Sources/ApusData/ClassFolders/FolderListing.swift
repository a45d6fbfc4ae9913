import ApusFiles
import Foundation

extension Listing {
  /// Folders that lie deeper in others are not looked into.
  private static let mostFolders = 8

  /// All that is in a folder and in those in it. Links are followed, but for those that lead back to a folder that
  /// they lie in. Hidden files and folders are passed over.
  /// - Throws: `file`.
  init(folder: String) throws(DataError) {
    var above: Set<FolderIdentity> = []
    try add(folder, as: [], above: &above)
  }

  private mutating func add(
    _ path: String, as folders: [String], above: inout Set<FolderIdentity>
  ) throws(DataError) {
    guard let identity = FolderIdentity(path), above.insert(identity).inserted else { return }
    defer { above.remove(identity) }
    for name in try namesInFolder(path) {
      let place = "\(path)/\(name)"
      switch PathKind(place) {
      case .file: add(name, in: folders, path: place, place: nil)
      case .other: omit(.noFile, in: folders)
      case .folder where Omission.isLeftBehind(name): omit(.leftBehind(name), in: folders)
      case .folder where folders.count >= Self.mostFolders: omit(.tooDeep, in: folders)
      case .folder:
        self.folders.insert(folders + [name])
        try add(place, as: folders + [name], above: &above)
      }
    }
  }
}

/// Which folder a path means, whatever links lead to it.
private struct FolderIdentity: Hashable {
  private let device: Int
  private let number: Int

  init?(_ path: String) {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/."),
      let device = attributes[.systemNumber] as? Int, let number = attributes[.systemFileNumber] as? Int
    else { return nil }
    (self.device, self.number) = (device, number)
  }
}
