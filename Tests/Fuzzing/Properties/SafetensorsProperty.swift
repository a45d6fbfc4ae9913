import ApusGraph
import ApusInterchange

/// Whatever its bytes are, a safetensors file is refused with a typed error or gives tensors, and perhaps a network, from
/// memory that its size justifies; what was read is written, and read back the same.
enum SafetensorsProperty {
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    let limit = Heap.justified(by: file.count)
    let read = try Heap.bounding("reading safetensors", to: limit) {
      Result { () throws(SafetensorsError) in try Safetensors(decoding: file) }
    }
    switch read {
    case .failure(let error): _ = error.description
    case .success(let content):
      let written = content.encoded()
      guard (try? Safetensors(decoding: written))?.encoded() == written else { throw .changed("safetensors") }
      let network = try Heap.bounding("reading a network", to: limit) {
        Result { () throws(GraphFormatError) in try GraphFile.graph(from: content) }
      }
      switch network {
      case .failure(let error): _ = error.description
      case .success(let graph): try check(graph)
      }
    }
  }

  /// Whether a network that was read can be used and written.
  private static func check(_ graph: Graph) throws(BrokenProperty) {
    do throws(GraphError) {
      try graph.validate()
      _ = try graph.multiplyAccumulates()
      for output in graph.outputs { _ = try graph.classCount(of: output) }
      _ = try graph.classifier()
      _ = graph.endingInLogits
    } catch .noClassifier {
    } catch {
      throw .unsound(error.description)
    }
    let written: Safetensors
    let again: Safetensors
    do throws(GraphFormatError) {
      written = try GraphFile.safetensors(of: graph)
      again = try GraphFile.safetensors(of: try GraphFile.graph(from: written))
    } catch {
      throw .unsound(error.description)
    }
    guard again.encoded() == written.encoded() else { throw .changed("a network") }
    do throws(GraphFormatError) {
      _ = try PyTorchWeights.importing(try PyTorchWeights.exporting(graph), into: graph)
    } catch {
      guard case .notTransposable = error else { throw .unsound(error.description) }
    }
  }
}
