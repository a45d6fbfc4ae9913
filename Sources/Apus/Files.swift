extension Graph {
  /// Reads a network from a `.safetensors` file, as `write(to:)` makes it.
  /// - Throws: `file`, naming the file.
  public init(file path: String) throws(ApusError) {
    do throws(InterchangeError) { self = try GraphFile.read(path: path) } catch { throw .file(error) }
  }

  /// Writes the network as a `.safetensors` file, whole or not at all.
  /// - Throws: `file`, naming the file.
  public func write(to path: String) throws(ApusError) {
    do throws(InterchangeError) { try GraphFile.write(self, to: path) } catch { throw .file(error) }
  }
}

extension QuantizedGraph {
  /// Writes the network as an `.apus` file, whole or not at all.
  /// - Parameters:
  ///   - path: the file.
  ///   - form: how records are stored. Answers do not depend on it.
  ///   - operatorNames: whether the layers' names stay, which reports show and running does not need.
  /// - Throws: `exporter` or `file`.
  public func write(to path: String, form: FileForm = .full, operatorNames: Bool = true) throws(ApusError) {
    let bytes: [UInt8]
    do throws(ExporterError) {
      bytes = try Exporter.export(self, form: form, operatorNames: operatorNames)
    } catch {
      throw .exporter(error)
    }
    do throws(FileError) { try AtomicFile.write(bytes, to: path) } catch { throw .file(.file(error)) }
  }
}
