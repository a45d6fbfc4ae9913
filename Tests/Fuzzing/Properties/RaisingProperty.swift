import ApusExporter
import ApusGraph
import ApusInterchange
import ApusModel

/// Whatever an accepted `.apus` file says, it becomes a graph that is written as the same operators again, or is refused with a
/// typed error; and so is what that graph is written as for TensorFlow Lite.
enum RaisingProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    try checkAsItIs(file)
    if let mended = ApusProperty.mended(file), mended != file { try checkAsItIs(mended) }
  }

  private static func checkAsItIs(_ file: [UInt8]) throws(BrokenProperty) {
    let memory = ExactMemory(file)
    let records = ExactMemory(count: Model.recordBytes(of: memory.readOnly))
    defer { withExtendedLifetime((memory, records)) {} }
    guard let model = try? Model(memory.readOnly, records: records.memory) else { return }
    let raised = Result { () throws(ExporterError) in try Exporter.graph(of: model) }
    switch raised {
    case .failure(let error): _ = error.description
    case .success(let graph): try write(graph)
    }
  }

  /// Writes a graph for TensorFlow Lite and reads that.
  static func write(_ graph: QuantizedGraph) throws(BrokenProperty) {
    let written = Result { () throws(WritingError) in try TFLite.bytes(of: graph) }
    switch written {
    case .failure(let error): _ = error.description
    case .success(let file):
      let imported = Result { () throws(TFLiteError) in try TFLite.network(from: file, name: "again") }
      switch imported {
      case .failure(let error): _ = error.description
      case .success(.float): throw .changed("an int8 network as a .tflite file")
      case .success(.int8(let again)):
        guard again.outputs.count == graph.outputs.count else {
          throw .changed("an int8 network as a .tflite file")
        }
      }
    }
  }
}
