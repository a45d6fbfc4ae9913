import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// A workspace holds the weights of operators that share them once, and the answers are the portable operators'.
@Suite struct SharedConstantsTests {
  /// The layers of a network, all of one kind and shape, with scales of their own or one for all.
  struct Case: CustomTestStringConvertible {
    var name: String
    var operation: Operation
    var shape: Shape
    var isOfOneScale: Bool

    var testDescription: String { "\(name), \(isOfOneScale ? "one scale" : "scales of their own")" }

    static let all: [Case] = [true, false].flatMap { isOfOneScale in
      let window = Window(kernel: Size(3), padding: .same)
      return [
        Case(
          name: "convolution",
          operation: .convolution(Convolution(inputChannels: 24, outputChannels: 24, window: window)),
          shape: [6, 5, 24], isOfOneScale: isOfOneScale),
        Case(
          name: "depthwise",
          operation: .depthwiseConvolution(DepthwiseConvolution(channels: 24, window: window)),
          shape: [6, 5, 24], isOfOneScale: isOfOneScale),
        Case(
          name: "dense", operation: .dense(Dense(inputFeatures: 100, outputFeatures: 100)), shape: [100],
          isOfOneScale: isOfOneScale),
      ]
    }
  }

  private static let layerCount = 8

  /// A file in which all layers have the first one's constants, and one in which each has its own.
  private func files(_ each: Case) throws -> (shared: [UInt8], apart: [UInt8]) {
    var builder = GraphBuilder(name: "again", inputShape: each.shape, preprocessing: nil)
    for index in 0..<Self.layerCount { builder.add("layer\(index)", each.operation) }
    var graph = try QuantizedGraph.random(like: builder.build(seed: 1), seed: 2)
    if each.isOfOneScale {
      for index in graph.nodes.indices { graph.nodes[index].output = graph.input }
    }
    let apart = try Exporter.export(graph)
    var shared = apart
    let records = Layout.headerBytes + Layout.Source.bytes
    let first = records + Layout.Record.constants
    for index in 1..<Self.layerCount {
      let place = first + index * Layout.recordBytes
      shared.replaceSubrange(place..<place + 4, with: apart[first..<first + 4])
    }
    let checksum = shared.withUnsafeBytes { CRC32C.checksum(of: $0, zeroing: Layout.Header.checksum) }
    for byte in 0..<4 {
      shared[Layout.Header.checksum + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte))
    }
    return (shared, apart)
  }

  @Test(arguments: Case.all, VectorTests.levels) func once(each: Case, level: KernelLevel) throws {
    let (shared, apart) = try files(each)
    let (file, other) = (AlignedBytes(shared), AlignedBytes(apart))
    defer { withExtendedLifetime((file, other)) {} }
    let bytes = Session.workspaceBytes(for: try Model(file.readOnly), level: level)
    let without = Session.workspaceBytes(for: try Model(other.readOnly), level: level)
    let weights = each.operation.weighted?.parameters[0].shape.reduce(1, *) ?? 0
    // Kernels take a weight in one byte or two, and pad.
    #expect(without - bytes >= (Self.layerCount - 1) * weights)

    let (portable, fast) = (try LoadedModel(shared), try LoadedModel(shared, level: level))
    var random = RandomSource(seed: 3)
    for _ in 0..<3 {
      let input = random.integers(each.shape.count)
      #expect(fast.step([input]) == portable.step([input]))
    }
  }
}
