import ApusExporter
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusRunner

/// A network that is to be written for another program, from any file that holds one.
enum ExportSource {
  /// A float network.
  case float(Graph)
  /// An int8 network: its graph, and its `.apus` file, each made when it is asked for.
  case int8(() throws -> QuantizedGraph, () throws -> [UInt8])

  /// - Parameters:
  ///   - path: an `.apus` or `.safetensors` file, or one that is imported.
  ///   - limits: raise what a network in a file may need.
  init(path: String, limits: Limits) throws {
    switch FileKind(path: path) {
    case .apus:
      let file = try ModelFile(path: path)
      try SharedConstantsCheck.check(file.model, path: path, limits: limits)
      self = .int8(
        {
          defer { withExtendedLifetime(file) {} }
          do throws(ExporterError) { return try Exporter.graph(of: file.model) } catch {
            throw ExportFailure(path: path, error: error)
          }
        },
        { Array(file.bytes) })
    case .tflite, .onnx:
      switch try ForeignNetwork.read(path: path, options: ImportOptions(limits: limits)) {
      case .float(let graph): self = .float(graph)
      case .int8(let graph):
        self = .int8(
          { graph },
          {
            do throws(ExporterError) { return try Exporter.export(graph) } catch {
              throw ExportFailure(path: path, error: error)
            }
          })
      }
    case _: self = .float(try GraphFile.read(path: path, limits: limits))
    }
  }
}
