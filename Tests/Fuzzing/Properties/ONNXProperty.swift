import ApusExporter
import ApusGraph
import ApusInterchange

/// Whatever its bytes are, an `.onnx` file is refused with a typed error or gives a sound network, from memory that its size
/// or the limits justify; and an int8 network is refused by the exporter with a typed error or becomes a sound `.apus` file.
enum ONNXProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let imported = try Heap.bounding("importing", to: Heap.most) {
      Result { () throws(ONNXError) in try ONNX.network(from: file, name: "fuzzed") }
    }
    switch imported {
    case .failure(let error): _ = error.description
    case .success(.float(let graph)):
      do throws(GraphError) {
        try graph.validate()
        _ = try graph.multiplyAccumulates()
      } catch {
        throw .unsound(error.description)
      }
    case .success(.int8(let graph)):
      let exported = try Heap.bounding("exporting", to: Heap.most) {
        Result { () throws(ExporterError) in try Exporter.export(graph) }
      }
      switch exported {
      case .failure(.rejected(let error)): throw .refusedExport(error.description)
      case .failure(let error): _ = error.description
      case .success(let file): try ApusProperty.check(file)
      }
    }
  }
}
