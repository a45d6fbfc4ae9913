import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Every level of vector instructions that this processor has gives the portable operators' bytes, on random
/// shapes, and touches nothing beyond the arena, whose end lies before an unreadable page.
@Suite struct VectorTests {
  static let levels = KernelLevel.available.filter { $0 > .portable }

  /// Runs a model by a level and by the portable operators on the same random inputs.
  private func compare(
    _ graph: QuantizedGraph, _ level: KernelLevel, inputs: Int = 2, seed: UInt64,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let bytes = AlignedBytes(try Exporter.export(graph))
    let model = try Model(bytes.readOnly)
    let arenas = [GuardedBytes(count: model.arenaBytes), GuardedBytes(count: model.arenaBytes)]
    defer { withExtendedLifetime((bytes, arenas)) {} }
    let size = Session.workspaceBytes(for: model, level: level)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { memory.deallocate() }
    let portable = try Session(portable: model, memory: arenas[0].memory)
    let fast = try Session(model, arena: arenas[1].memory, workspace: memory, level: level)
    var random = RandomSource(seed: seed)
    for _ in 0..<inputs {
      for arena in arenas { arena.memory.initializeMemory(as: UInt8.self, repeating: 0x5A) }
      for index in 0..<portable.input.count {
        let value = Int8(truncatingIfNeeded: random.next())
        portable.input[index] = value
        fast.input[index] = value
      }
      var expected: [[Int8]] = []
      portable.run { _, output in expected.append(Array(output)) }
      var found: [[Int8]] = []
      fast.run { _, output in found.append(Array(output)) }
      #expect(
        found == expected, "\(level), seed \(seed): \(graph.nodes.map(\.operation))", sourceLocation: location
      )
    }
  }

  private func builder(_ shape: Shape) -> GraphBuilder {
    GraphBuilder(name: "random", inputShape: shape, preprocessing: .photograph)
  }

  @Test(arguments: levels) func convolutions(level: KernelLevel) throws {
    try RandomOperator.convolution.forEach(2500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func alignedConvolutions(level: KernelLevel) throws {
    try RandomOperator.alignedConvolution.forEach(500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func recurrences(level: KernelLevel) throws {
    try RandomOperator.recurrence.forEach(500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func groupedConvolutions(level: KernelLevel) throws {
    try RandomOperator.groupedConvolution.forEach(500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func unusualFactors(level: KernelLevel) throws {
    for kind in [RandomOperator.convolution, .depthwiseConvolution, .dense] {
      try kind.forEach(300) { try compare($0.withUnusualFactors(seed: $1), level, seed: $1) }
    }
  }

  @Test(arguments: levels) func depthwiseConvolutions(level: KernelLevel) throws {
    try RandomOperator.depthwiseConvolution.forEach(2500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func meanPools(level: KernelLevel) throws {
    try RandomOperator.meanPool.forEach(2500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func tablesAndSoftmaxes(level: KernelLevel) throws {
    try RandomOperator.tableOrSoftmax.forEach(500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func denseLayers(level: KernelLevel) throws {
    try RandomOperator.dense.forEach(2500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func maxPools(level: KernelLevel) throws {
    try RandomOperator.maxPool.forEach(2500) { try compare($0, level, seed: $1) }
  }

  @Test(arguments: levels) func additions(level: KernelLevel) throws {
    try RandomOperator.addition.forEach(2500) { try compare($0, level, seed: $1) }
  }

  /// The parts of large operators, which threads may execute at once: in turn they give the same bytes, each with
  /// scratch memory of its own.
  @Test(arguments: levels) func partsOfLargeOperators(level: KernelLevel) throws {
    var random = RandomSource(seed: 48)
    var divided = 0
    for _ in 0..<60 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      var builder = builder(Shape(height: 8 + below(20), width: 8 + below(20), channels: below(8)))
      try builder.convolution("a", channels: 8 + below(30), kernel: below(4), stride: below(2))
      let (first, channels) = (builder.current, try builder.shape().channels)
      let window = Window(
        kernel: Size(below(5)), stride: Size(1), dilation: Size(height: below(2), width: 1), padding: .same)
      builder.add(
        "depthwise", .depthwiseConvolution(DepthwiseConvolution(channels: channels, window: window)))
      builder.add("add", .add(Add()), from: [first, builder.current])
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("dense", features: 40 + below(300))
      let seed = random.next()
      let bytes = AlignedBytes(try Exporter.export(.random(like: builder.build(seed: 1), seed: seed)))
      let model = try Model(bytes.readOnly)
      let threads = 1 + below(4)
      let arenas = [GuardedBytes(count: model.arenaBytes), GuardedBytes(count: model.arenaBytes)]
      defer { withExtendedLifetime((bytes, arenas)) {} }
      let size = Session.workspaceBytes(for: model, level: level, threads: threads)
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
      defer { memory.deallocate() }
      let portable = try Session(portable: model, memory: arenas[0].memory)
      let shared = try Session(
        model, arena: arenas[1].memory, workspace: memory, level: level, threads: threads)
      for index in 0..<portable.input.count {
        let value = Int8(truncatingIfNeeded: random.next())
        portable.input[index] = value
        shared.input[index] = value
      }
      portable.run()
      for index in 0..<model.operatorCount {
        let parts = shared.partCount(ofOperator: index)
        #expect(parts <= threads)
        divided += parts > 1 ? 1 : 0
        for part in (0..<parts).reversed() { shared.runOperator(index, part: part) }
      }
      #expect(Array(shared.output) == Array(portable.output), "\(level), seed \(seed)")
    }
    #expect(divided >= 60)
  }

  @Test(arguments: levels) func wholeNetworks(level: KernelLevel) throws {
    for (number, graph) in [try SampleGraphs.straight(), try SampleGraphs.branched()].enumerated() {
      try compare(graph, level, inputs: 20, seed: UInt64(number))
    }
  }

  /// Windows that stride over padding by terabytes: no workspace may be asked for that, and none is needed.
  @Test(arguments: levels) func anExpanseOfPadding(level: KernelLevel) throws {
    for stride in [3000, 60_000] {
      let window = Window(
        kernel: Size(2), stride: Size(stride),
        padding: .explicit(top: 1, bottom: 149 * stride, left: 1, right: 149 * stride))
      var builder = builder([3, 3, 1])
      builder.add("conv", .convolution(Convolution(inputChannels: 1, outputChannels: 2, window: window)))
      let graph = try QuantizedGraph.random(like: builder.build(seed: 1), seed: 6)
      let bytes = AlignedBytes(try Exporter.export(graph))
      #expect(Session.workspaceBytes(for: try Model(bytes.readOnly), level: level) < 1 << 20)
      try compare(graph, level, seed: 6)
    }
  }

  @Test func workspacesThatDoNotDo() throws {
    let bytes = AlignedBytes(try Exporter.export(SampleGraphs.straight()))
    let model = try Model(bytes.readOnly)
    let arena = AlignedBytes(count: model.arenaBytes)
    let needed = Session.workspaceBytes(for: model, level: .supported)
    #expect(Session.workspaceBytes(for: model, level: .portable) == 0)
    let empty = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    _ = try Session(model, arena: arena.memory, workspace: empty, level: .portable)
    guard needed > 0 else { return }
    #expect(throws: SessionError.memoryTooSmall(needed: needed, given: 0)) {
      _ = try Session(model, arena: arena.memory, workspace: empty, level: .supported)
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: needed + 64, alignment: 64)
    defer { memory.deallocate() }
    #expect(throws: SessionError.memoryMisaligned(alignment: 64)) {
      _ = try Session(
        model, arena: arena.memory, workspace: UnsafeMutableRawBufferPointer(rebasing: memory[16...]),
        level: .supported)
    }
  }
}
