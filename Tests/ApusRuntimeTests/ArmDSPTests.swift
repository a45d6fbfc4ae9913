import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// The kernels for Armv7E-M, their instructions in plain Swift, give the portable operators' bytes on random shapes, and
/// touch nothing beyond the arena and the file, which end before unreadable pages. On the instructions themselves
/// `Tools/test-firmware --random` runs the same networks.
@Suite struct ArmDSPTests {
  private func compare(
    _ graph: QuantizedGraph, inputs: Int = 2, seed: UInt64, location: SourceLocation = #_sourceLocation
  )
    throws
  {
    let file = try Exporter.export(graph)
    let bytes = GuardedBytes(count: file.count)
    bytes.memory.copyBytes(from: file)
    let model = try Model(bytes.readOnly(file.count))
    let arenas = [
      GuardedBytes(count: model.arenaBytes),
      GuardedBytes(count: Session.arenaBytes(for: model, kernels: .armDSP)),
    ]
    defer { withExtendedLifetime((bytes, arenas)) {} }
    let portable = try Session(portable: model, memory: arenas[0].memory)
    let paired = try Session(portable: model, memory: arenas[1].memory)
    var random = RandomSource(seed: seed)
    for _ in 0..<inputs {
      for arena in arenas { arena.memory.initializeMemory(as: UInt8.self, repeating: 0x5A) }
      for index in 0..<portable.input.count {
        let value = Int8(truncatingIfNeeded: random.next())
        portable.input[index] = value
        paired.input[index] = value
      }
      for index in 0..<model.operatorCount {
        portable.runOperator(index)
        paired.runOperatorWithArmDSP(index)
        let output = model[operator: index].output
        let places = output.offset..<output.offset + output.count
        #expect(
          arenas[0].memory[places].elementsEqual(arenas[1].memory[places]),
          "seed \(seed): \(graph.nodes.map(\.operation))", sourceLocation: location)
      }
    }
  }

  @Test(arguments: [
    RandomOperator.convolution, .alignedConvolution, .depthwiseConvolution, .dense, .addition,
    .groupedConvolution,
    .broadcastPair, .maxPool, .meanPool,
  ])
  func randomOperators(kind: RandomOperator) throws {
    try kind.forEach(2500) { try compare($0, seed: $1) }
  }

  @Test(arguments: [RandomOperator.convolution, .depthwiseConvolution, .dense])
  func unusualFactors(kind: RandomOperator) throws {
    try kind.forEach(500) { try compare($0.withUnusualFactors(seed: $1), seed: $1) }
  }

  /// Scratch memory lies in what values leave of the arena, also where a value waits for a later addition.
  @Test func wholeNetworks() throws {
    for (number, graph) in [try SampleGraphs.straight(), try SampleGraphs.branched()].enumerated() {
      try compare(graph, inputs: 20, seed: UInt64(number))
    }
  }

  @Test func dividedAndDilatedNetworks() throws {
    var random = RandomSource(seed: 61)
    for _ in 0..<100 {
      func below(_ bound: Int) -> Int { 1 + random.integer(below: bound) }
      var builder = GraphBuilder(
        name: "random", inputShape: Shape(height: 4 + below(8), width: 4 + below(8), channels: below(6)),
        preprocessing: .photograph)
      try builder.convolution("a", channels: 4 * below(4), kernel: below(4), stride: below(2))
      let (first, channels) = (builder.current, try builder.shape().channels)
      let window = Window(
        kernel: Size(below(5)), stride: Size(1), dilation: Size(height: below(2), width: below(3)),
        padding: .same)
      builder.add(
        "depthwise", .depthwiseConvolution(DepthwiseConvolution(channels: channels, window: window)))
      builder.add("add", .add(Add()), from: [first, builder.current])
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("dense", features: below(150))
      let seed = random.next()
      try compare(.random(like: builder.build(seed: 1), seed: seed), seed: seed)
    }
  }
}
