import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Every level of vector instructions that this processor has gives the portable operators' bytes, on random
/// shapes, and touches nothing beyond the arena, whose end lies before an unreadable page.
@Suite struct AccelerationTests {
  static let levels = KernelLevel.available.filter { $0 > .portable }

  /// Runs a model by a level and by the portable operators on the same random inputs.
  private func compare(
    _ graph: QuantizedGraph, _ level: KernelLevel, inputs: Int = 2, seed: UInt64,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let bytes = AlignedBytes(try Exporter.export(graph))
    let model = try Model(bytes.readOnly)
    let arenas = [GuardedBytes(count: model.arenaBytes), GuardedBytes(count: model.arenaBytes)]
    let size = Session.workspaceBytes(for: model, level: level)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { memory.deallocate() }
    let portable = try Session(model, arena: arenas[0].memory)
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
    var random = RandomSource(seed: 41)
    var compared = 0
    while compared < 2500 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      let isWide = random.integer(below: 8) == 0
      let (inputs, outputs) = isWide ? (below(80), below(150)) : (below(9), below(40))
      let shape = Shape(height: below(isWide ? 4 : 9), width: below(isWide ? 9 : 40), channels: inputs)
      let window = Window(
        kernel: Size(height: below(5), width: below(5)), stride: Size(height: below(3), width: below(3)),
        dilation: random.integer(below: 4) == 0 ? Size(height: below(3), width: below(3)) : Size(1),
        padding: .explicit(
          top: below(5) - 1, bottom: below(5) - 1, left: below(5) - 1, right: below(5) - 1))
      var builder = builder(shape)
      builder.add(
        "conv",
        .convolution(Convolution(inputChannels: inputs, outputChannels: outputs, window: window)))
      if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
      guard let float = try? builder.build(seed: 1) else { continue }
      let seed = random.next()
      try compare(.random(like: float, seed: seed), level, seed: seed)
      compared += 1
    }
  }

  @Test(arguments: levels) func depthwiseConvolutions(level: KernelLevel) throws {
    var random = RandomSource(seed: 45)
    var compared = 0
    while compared < 2500 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      let channels = random.integer(below: 3) == 0 ? 8 * below(20) : below(90)
      let kernel =
        random.integer(below: 2) == 0
        ? Size([3, 5][random.integer(below: 2)]) : Size(height: below(6), width: below(7))
      let shape = Shape(height: below(9), width: below(14), channels: channels)
      let window = Window(
        kernel: kernel, stride: Size(height: below(3), width: below(3)),
        dilation: random.integer(below: 4) == 0 ? Size(height: below(3), width: below(3)) : Size(1),
        padding: random.integer(below: 2) == 0
          ? .same
          : .explicit(top: below(5) - 1, bottom: below(5) - 1, left: below(5) - 1, right: below(5) - 1))
      var builder = builder(shape)
      builder.add(
        "depthwise",
        .depthwiseConvolution(
          DepthwiseConvolution(
            channels: channels, multiplier: random.integer(below: 4) == 0 ? below(4) : 1, window: window)))
      if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
      guard let float = try? builder.build(seed: 1) else { continue }
      let seed = random.next()
      try compare(.random(like: float, seed: seed), level, seed: seed)
      compared += 1
    }
  }

  @Test(arguments: levels) func meanPools(level: KernelLevel) throws {
    var random = RandomSource(seed: 46)
    var compared = 0
    while compared < 2500 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      let isGlobal = random.integer(below: 3) == 0
      let channels = below(70)
      var builder = builder(Shape(height: below(9), width: below(12), channels: below(6)))
      // A convolution before it, so that the pool may write over what it reads.
      builder.add(
        "conv",
        .convolution(
          Convolution(
            inputChannels: try builder.shape().channels, outputChannels: channels,
            window: Window(kernel: Size(1)))))
      let window = Window(
        kernel: Size(height: below(5), width: below(5)), stride: Size(height: below(3), width: below(3)),
        padding: random.integer(below: 2) == 0 ? .same : .valid)
      builder.add(
        "pool", isGlobal ? .globalAveragePool(GlobalAveragePool()) : .averagePool(AveragePool(window: window))
      )
      if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
      guard let float = try? builder.build(seed: 1) else { continue }
      let seed = random.next()
      try compare(.random(like: float, seed: seed), level, seed: seed)
      compared += 1
    }
  }

  @Test(arguments: levels) func tablesAndSoftmaxes(level: KernelLevel) throws {
    var random = RandomSource(seed: 47)
    for _ in 0..<500 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      var builder = builder(Shape(height: below(4), width: below(4), channels: below(40)))
      switch random.integer(below: 3) {
      case 0: builder.add("leaky", .leakyReLU(LeakyReLU(slope: 0.2)))
      case 1: builder.add("relu6", .relu6(ReLU6()))
      default: builder.add("softmax", .softmax(Softmax()))
      }
      let seed = random.next()
      try compare(.random(like: builder.build(seed: 1), seed: seed), level, seed: seed)
    }
  }

  @Test(arguments: levels) func denseLayers(level: KernelLevel) throws {
    var random = RandomSource(seed: 42)
    for _ in 0..<2500 {
      let features = 1 + random.integer(below: random.integer(below: 5) == 0 ? 700 : 60)
      var builder = builder(Shape(height: 1, width: 1, channels: features))
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("dense", features: 1 + random.integer(below: 140))
      if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
      let seed = random.next()
      try compare(.random(like: builder.build(seed: 1), seed: seed), level, seed: seed)
    }
  }

  @Test(arguments: levels) func maxPools(level: KernelLevel) throws {
    var random = RandomSource(seed: 43)
    var compared = 0
    while compared < 2500 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      let shape = Shape(height: below(9), width: below(12), channels: below(70))
      let window = Window(
        kernel: Size(height: below(4), width: below(4)), stride: Size(height: below(3), width: below(3)),
        padding: random.integer(below: 4) == 0 ? .same : .valid)
      var builder = builder(shape)
      // A convolution before it, so that the pool may write over what it reads.
      builder.add(
        "conv",
        .convolution(
          Convolution(
            inputChannels: shape.channels, outputChannels: below(40), window: Window(kernel: Size(1)))))
      builder.add("pool", .maxPool(MaxPool(window: window)))
      if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
      guard let float = try? builder.build(seed: 1) else { continue }
      let seed = random.next()
      try compare(.random(like: float, seed: seed), level, seed: seed)
      compared += 1
    }
  }

  @Test(arguments: levels) func additions(level: KernelLevel) throws {
    var random = RandomSource(seed: 44)
    for _ in 0..<2500 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      var builder = builder(Shape(height: below(7), width: below(9), channels: below(5)))
      try builder.convolution("a", channels: below(40), kernel: 1)
      let (first, channels) = (builder.current, try builder.shape().channels)
      builder.current = Graph.inputName
      try builder.convolution("b", channels: channels, kernel: 1)
      builder.add("add", .add(Add()), from: [first, builder.current])
      if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
      let seed = random.next()
      try compare(.random(like: builder.build(seed: 1), seed: seed), level, seed: seed)
    }
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
      let size = Session.workspaceBytes(for: model, level: level, threads: threads)
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
      defer { memory.deallocate() }
      let portable = try Session(model, arena: arenas[0].memory)
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
    #expect(throws: SessionError.workspaceTooSmall(needed: needed, given: 0)) {
      try Session(model, arena: arena.memory, workspace: empty, level: .supported)
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: needed + 64, alignment: 64)
    defer { memory.deallocate() }
    #expect(throws: SessionError.workspaceMisaligned) {
      try Session(
        model, arena: arena.memory, workspace: UnsafeMutableRawBufferPointer(rebasing: memory[16...]),
        level: .supported)
    }
  }
}
