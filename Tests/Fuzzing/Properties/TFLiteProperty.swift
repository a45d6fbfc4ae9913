import ApusExporter
import ApusGraph
import ApusInterchange

/// Whatever its bytes are, a `.tflite` file is refused with a typed error or gives a sound network, from memory that
/// its size justifies; and an int8 network is refused by the exporter with a typed error or becomes a sound `.apus`
/// file.
enum TFLiteProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let limit = Heap.justified(by: file.count)
    let imported = try Heap.bounding("importing", to: limit) {
      Result { () throws(TFLiteError) in try TFLite.network(from: file, name: "fuzzed") }
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
    case .success(.int8(let graph)): try export(graph, limit)
    }
  }

  private static func export(_ graph: QuantizedGraph, _ limit: Int) throws(BrokenProperty) {
    let exported = try Heap.bounding("exporting", to: limit) {
      Result { () throws(ExporterError) in try Exporter.export(graph) }
    }
    switch exported {
    case .failure(.rejected(let error)): throw .refusedExport(error.description)
    case .failure(let error): _ = error.description
    case .success(let file):
      try ApusProperty.check(file)
      try RaisingProperty.write(graph)
    }
  }
}
