import ApusGraph
import ApusModel

/// Writes quantized graphs as `.apus` files.
public enum Exporter {
  /// The bytes of the file for a graph. The same graph gives the same bytes.
  /// - Parameters:
  ///   - graph: the int8 network.
  ///   - operatorNames: whether nodes keep their names, which reports show and running does not need.
  /// - Throws: what the format or the numeric contract does not allow.
  public static func export(
    _ graph: QuantizedGraph, operatorNames: Bool = true
  ) throws(ExporterError) -> [UInt8] {
    let lowering = try Lowering(graph)
    let plan = MemoryPlanner(lowering.operators, values: lowering.values).plan()
    let file = FileWriter(
      graph: graph, lowering: lowering, plan: plan, metadata: try metadata(graph, lowering, operatorNames),
      operatorNames: operatorNames)
    let bytes = try file.bytes()
    try check(bytes)
    return bytes
  }

  /// Where a graph's values will lie in the arena.
  /// - Throws: as `export` does, but without looking at names and preprocessing.
  public static func memoryPlan(for graph: QuantizedGraph) throws(ExporterError) -> MemoryPlan {
    let lowering = try Lowering(graph)
    return MemoryPlanner(lowering.operators, values: lowering.values).plan()
  }

  private static func metadata(
    _ graph: QuantizedGraph, _ lowering: Lowering, _ operatorNames: Bool
  ) throws(ExporterError) -> [UInt8] {
    let outputs = lowering.values[lowering.values.count - 1].count
    guard graph.classNames.isEmpty || graph.classNames.count == outputs, outputs <= UInt16.max else {
      throw .classCount(names: graph.classNames.count, outputs: outputs)
    }
    var bytes: [UInt8] = []
    var strings = [graph.name] + graph.classNames
    if operatorNames { strings += lowering.operators.map(\.name) }
    for string in strings {
      let text = Array(string.utf8)
      guard let count = UInt8(exactly: text.count) else { throw .nameTooLong(string) }
      bytes.append(count)
      bytes += text
    }
    let counts = [1, graph.inputShape.channels]
    guard counts.contains(graph.preprocessing.offset.count),
      counts.contains(graph.preprocessing.divisor.count),
      graph.preprocessing.offset.allSatisfy(\.isFinite),
      graph.preprocessing.divisor.allSatisfy({ $0.isFinite && $0 != 0 })
    else { throw .preprocessing }
    if let table = graph.pixelTable() { bytes += table.map { UInt8(bitPattern: $0) } }
    return bytes
  }

  /// Reads the file as a session would: what the exporter writes can be run.
  private static func check(_ bytes: [UInt8]) throws(ExporterError) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: Layout.alignment)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    do throws(ModelError) { _ = try Model(UnsafeRawBufferPointer(copy)) } catch { throw .rejected(error) }
  }
}
