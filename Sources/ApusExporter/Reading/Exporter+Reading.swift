import ApusGraph
import ApusModel

extension Exporter {
  /// The quantized graph that a file was written from, so that it can be written in another format: `export` makes the same
  /// operators of it again, to the byte, which is checked.
  ///
  /// What the file does not hold is chosen: scales of weights and constants are those that give its multipliers, a bias is
  /// there always, padding ends where the last window does.
  /// - Throws: `scaleNotTold` for a file of the compact form with values between its layers; `notRead` for an operator that
  ///   no operation of a graph is written as.
  public static func graph(of model: Model) throws(ExporterError) -> QuantizedGraph {
    let metadata: Metadata
    do throws(ModelError) { metadata = try model.metadata() } catch { throw .rejected(error) }
    var lowered = LoweredGraph(model, metadata)
    if let missing = lowered.operators.first(where: { $0.output.quantization.scale == 0 }) {
      throw .scaleNotTold(node: missing.name)
    }
    let hasNames = metadata.operatorNames != nil
    lowered.makeNamesUnique()
    let graph = try Raising(lowered, pixels: model.pixelRecords(metadata), hasNames: hasNames).graph
    var again = try Lowering(graph).graph
    // What pixels become is told in several ways that mean the same.
    for index in lowered.sources.indices { lowered.sources[index].pixels = nil }
    for index in again.sources.indices { again.sources[index].pixels = nil }
    guard
      try write(lowered, form: .full, operatorNames: false) == write(again, form: .full, operatorNames: false)
    else { throw .notRead(node: graph.name) }
    return graph
  }
}

extension LoweredGraph {
  /// Gives names of their own to operators that have an empty one, or that of another value.
  fileprivate mutating func makeNamesUnique() {
    var taken = Set(sources.map(\.name))
    for index in operators.indices
    where !taken.insert(operators[index].name).inserted || operators[index].name.isEmpty {
      var name = "operator\(index)"
      while !taken.insert(name).inserted { name += "_" }
      operators[index].name = name
    }
  }
}

extension Model {
  /// What pixels become, of each input.
  fileprivate func pixelRecords(_ metadata: Metadata) -> [PixelRecord?] {
    (0..<inputCount).map { metadata.pixels(ofInput: $0) }
  }
}
