import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

@Suite struct SessionTests {
  private func small() throws -> QuantizedGraph {
    var builder = GraphBuilder(name: "small", inputShape: [8, 8, 2], preprocessing: .photograph)
    try builder.convolution("conv", channels: 4, kernel: 3)
    builder.add("relu", .relu(ReLU()))
    builder.add("pool", .maxPool(MaxPool(2)))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: 3)
    return try QuantizedGraph.random(like: builder.build(seed: 1), seed: 2)
  }

  @Test func memoryThatIsTooSmallOrMisalignedIsRefused() throws {
    let bytes = AlignedBytes(try Exporter.export(small()))
    defer { withExtendedLifetime(bytes) {} }
    let model = try Model(bytes.readOnly)
    let needed = Session.memoryBytes(for: model, level: .supported)
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: needed + Session.memoryAlignment, alignment: Session.memoryAlignment)
    defer { memory.deallocate() }
    func piece(from start: Int, _ count: Int) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(rebasing: memory[start..<start + count])
    }
    #expect(throws: SessionError.memoryTooSmall(needed: needed, given: needed - 1)) {
      _ = try Session(model, memory: piece(from: 0, needed - 1), level: .supported)
    }
    #expect(throws: SessionError.memoryMisaligned(alignment: Session.memoryAlignment)) {
      _ = try Session(model, memory: piece(from: 4, needed), level: .supported)
    }
    #expect(throws: SessionError.memoryTooSmall(needed: model.arenaBytes, given: model.arenaBytes - 1)) {
      _ = try Session(portable: model, memory: piece(from: 0, model.arenaBytes - 1))
    }
    #expect(throws: SessionError.memoryMisaligned(alignment: 16)) {
      _ = try Session(portable: model, memory: piece(from: 4, model.arenaBytes))
    }
    #expect(Session.memoryBytes(for: model, level: .portable) < model.arenaBytes + Session.memoryAlignment)
  }

  /// The plain session is the fast one, and gives the specification's bytes.
  @Test func onePieceOfMemoryServesEveryLevel() throws {
    let graph = try small()
    let expected = try LoadedModel(graph)
    let bytes = AlignedBytes(try Exporter.export(graph))
    defer { withExtendedLifetime(bytes) {} }
    let model = try Model(bytes.readOnly)
    var random = RandomSource(seed: 5)
    let input = random.integers(model.input.count)
    let output = expected.run(input)
    for level in KernelLevel.available {
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Session.memoryBytes(for: model, level: level), alignment: Session.memoryAlignment)
      defer { memory.deallocate() }
      let session = try Session(model, memory: memory, level: level)
      _ = session.input.update(fromContentsOf: input)
      session.run()
      #expect(Array(session.output) == output, "\(level)")
    }
  }

  @Test func observingShowsEveryValueAndTheSameOutput() throws {
    let loaded = try LoadedModel(small())
    var random = RandomSource(seed: 3)
    let input = random.integers(loaded.session.input.count)
    let output = loaded.run(input)
    _ = loaded.session.input.update(fromContentsOf: input)
    var seen: [Int] = []
    var last: [Int8] = []
    loaded.session.run { record, value in
      seen.append(record.index)
      last = Array(value)
    }
    #expect(seen == Array(0..<loaded.session.model.operatorCount))
    #expect(last == output)
  }
}
