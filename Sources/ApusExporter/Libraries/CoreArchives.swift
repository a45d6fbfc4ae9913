import ApusFiles

/// The folder that `Tools/export-library` makes: apus.h, and for each core a folder of its name with `libapus.a`.
public struct CoreArchives: Sendable {
  /// The runtime for a core.
  public struct Core: Sendable {
    /// The core: `cortex-m4`.
    public var name: String
    /// The bytes of `libapus.a`.
    public var archive: [UInt8]
  }

  /// The bytes of apus.h.
  public var header: [UInt8]
  /// In the order of their names.
  public var cores: [Core]

  /// - Parameter folder: where they are.
  /// - Throws: `FileError` where apus.h or all cores are missing.
  public init(folder: String) throws(FileError) {
    header = try FileBytes.read("\(folder)/apus.h")
    cores = []
    for name in try Folder.names(in: folder) where Folder.exists("\(folder)/\(name)") {
      cores.append(Core(name: name, archive: try FileBytes.read("\(folder)/\(name)/libapus.a")))
    }
    guard !cores.isEmpty else { throw .notFound(path: "\(folder)/cortex-m4/libapus.a") }
  }
}
