import ApusFiles

/// No data set's file is larger: 2 GiB.
private let mostBytes = 1 << 31

/// A whole file in memory.
/// - Throws: `DataError.file`, beyond 2 GiB too.
func readFile(_ path: String) throws(DataError) -> [UInt8] {
  do throws(FileError) { return try FileBytes.read(path, limit: mostBytes) } catch { throw .file(error) }
}

/// The names in a folder, sorted, hidden ones left out.
/// - Throws: `DataError.file`.
func namesInFolder(_ path: String) throws(DataError) -> [String] {
  do throws(FileError) { return try Folder.names(in: path) } catch { throw .file(error) }
}
