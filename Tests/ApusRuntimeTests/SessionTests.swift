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

  @Test func anArenaThatIsTooSmallIsRefused() throws {
    let bytes = AlignedBytes(try Exporter.export(small()))
    let model = try Model(bytes.readOnly)
    let arena = AlignedBytes(count: model.arenaBytes)
    let short = UnsafeMutableRawBufferPointer(rebasing: arena.memory.dropLast())
    #expect(throws: SessionError.arenaTooSmall(needed: model.arenaBytes, given: model.arenaBytes - 1)) {
      try Session(model, arena: short)
    }
    let shifted = UnsafeMutableRawBufferPointer(
      start: AlignedBytes(count: 1).memory.baseAddress! + 4, count: model.arenaBytes)
    #expect(throws: SessionError.arenaMisaligned) { try Session(model, arena: shifted) }
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
