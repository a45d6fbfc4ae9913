import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime

/// A model, its bytes, its arena and a session, owned together.
public final class LoadedModel {
  private let bytes: AlignedBytes
  private let records: AlignedBytes
  private let arena: AlignedBytes
  private let workspace: UnsafeMutableRawBufferPointer
  /// The session.
  public let session: Session

  /// Loads a file's bytes.
  /// - Parameter level: which instructions may be used.
  public init(_ file: [UInt8], level: KernelLevel = .portable) throws {
    bytes = AlignedBytes(file)
    records = AlignedBytes(count: Model.recordBytes(of: bytes.readOnly))
    let model = try Model(bytes.readOnly, records: records.memory)
    arena = AlignedBytes(count: model.arenaBytes)
    workspace = .allocate(byteCount: Session.workspaceBytes(for: model, level: level), alignment: 64)
    session = try Session(model, arena: arena.memory, workspace: workspace, level: level)
  }

  deinit { workspace.deallocate() }

  /// Exports a graph and loads the result.
  public convenience init(
    _ graph: QuantizedGraph, form: FileForm = .full, level: KernelLevel = .portable
  ) throws {
    try self.init(Exporter.export(graph, form: form), level: level)
  }

  /// All outputs for all inputs, states being what the run before has left.
  public func step(_ inputs: [[Int8]]) -> [[Int8]] {
    for (index, input) in inputs.enumerated() {
      _ = session.input(index).integers.update(fromContentsOf: input)
    }
    session.run()
    return (0..<session.model.outputCount).map { Array(session.output($0).integers) }
  }

  /// The output for an input. The arena is filled with a pattern first: what it held must not matter.
  public func run(_ input: [Int8]) -> [Int8] {
    arena.memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
    session.reset()
    _ = session.input.update(fromContentsOf: input)
    session.run()
    return Array(session.output)
  }

  /// Gives the state its starting values, and everything else in the arena a pattern: what it held must not matter.
  public func restart() {
    arena.memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
    session.reset()
  }
}
