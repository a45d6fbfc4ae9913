import ApusGraph
import ApusModel

/// How an `.apus` file lays out its records.
public enum FileForm: String, CaseIterable, Sendable {
  /// Records that are executed where they are.
  case full
  /// Records in a few bytes each, which are unfolded into memory when the model is read, and biases and multipliers in as
  /// few bytes as hold them: for small networks.
  case compact
}

/// Writes quantized graphs as `.apus` files.
public enum Exporter {
  /// The bytes of the file for a graph. The same graph gives the same bytes.
  /// - Parameters:
  ///   - graph: the int8 network.
  ///   - form: how records are laid out. Answers do not depend on it.
  ///   - operatorNames: whether nodes keep their names, which reports show and running does not need.
  ///   - enrollment: room for classes that are enrolled later.
  /// - Throws: what the format or the numeric contract does not allow.
  public static func export(
    _ graph: QuantizedGraph, form: FileForm = .full, operatorNames: Bool = true,
    enrollment: Enrollment? = nil
  ) throws(ExporterError) -> [UInt8] {
    var lowered = try Lowering(graph).graph
    if let enrollment { try lowered.add(enrollment) }
    return try write(lowered, form: form, operatorNames: operatorNames)
  }

  /// The bytes of the file for a lowered graph.
  static func write(
    _ lowered: LoweredGraph, form: FileForm, operatorNames: Bool
  ) throws(ExporterError) -> [UInt8] {
    let metadata = try lowered.metadata(operatorNames: operatorNames)
    let bytes: [UInt8]
    switch form {
    case .full:
      var file = FileWriter(lowered, plan: MemoryPlanner(lowered).plan(), metadata: metadata)
      bytes = try file.bytes()
    case .compact: bytes = try CompactWriter(graph: lowered, metadata: metadata).bytes()
    }
    try check(bytes)
    return bytes
  }

  /// Where a graph's values will lie in the arena, in the full form.
  /// - Throws: as `export` does, but without looking at names.
  public static func memoryPlan(for graph: QuantizedGraph) throws(ExporterError) -> MemoryPlan {
    MemoryPlanner(try Lowering(graph).graph).plan()
  }

  /// Reads the file as a session would: what the exporter writes can be run.
  private static func check(_ bytes: [UInt8]) throws(ExporterError) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: Layout.alignment)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    let file = UnsafeRawBufferPointer(copy)
    let records = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Model.recordBytes(of: file), alignment: Layout.recordAlignment)
    defer { records.deallocate() }
    do throws(ModelError) { _ = try Model(file, records: records).metadata() } catch {
      throw .rejected(error)
    }
  }
}
