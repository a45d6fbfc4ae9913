import ApusEngine
import ApusExporter
import ApusGraph
import ApusInterchange
import Foundation
import RuntimeTestSupport
import Testing

/// Values of 16 and 32 bits, from the bytes of a `.tflite` file to outputs.
@Suite struct TFLiteWideTests {
  @Test(arguments: [
    "wide_convolution", "wide_depthwise_convolution", "wide_dense", "wide_transposed_convolution",
    "wide_pairs",
    "wide_moves", "wide_pools", "wide_requantized", "wide_to_words", "wide_functions", "wide_means",
    "wide_extrema", "wide_softmax",
  ])
  func int16EqualsTensorFlowLiteMicroByteForByte(_ kind: String) throws {
    for (number, fixture) in try fixtures(kind).enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: kind).int8()
      #expect(graph.inputs[0].elementType == .int16 && graph.inputs[0].preprocessing == nil)
      let loaded = try LoadedModel(graph)
      _ = loaded.session.input(0).integers16.update(fromContentsOf: fixture.numbers(\.input, of: Int16.self))
      loaded.session.run()
      let output = loaded.session.output(0)
      if output.record.element == .int32 {
        #expect(
          Array(output.integers32) == fixture.numbers(\.output, of: Int32.self), "case \(number) of \(kind)")
      } else {
        #expect(
          Array(output.integers16) == fixture.numbers(\.output, of: Int16.self), "case \(number) of \(kind)")
      }
    }
  }

  /// Of uint8, TFLite rounds means half up, and of int8 half away from zero.
  @Test func meansOfUnsignedIntegersRoundHalfUp() throws {
    for (number, fixture) in try fixtures("unsigned_means").enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: "means").int8()
      let found = try LoadedModel(graph).run(fixture.input.map { Int8(bitPattern: $0 ^ 0x80) })
      #expect(found == fixture.output.map { Int8(bitPattern: $0 ^ 0x80) }, "case \(number)")
    }
  }

  @Test func rowsOfATableArePickedByIndicesOfInt32() throws {
    for (number, fixture) in try fixtures("rows").enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: "rows").int8()
      #expect(graph.inputs[0].elementType == .int32)
      let loaded = try LoadedModel(graph)
      _ = loaded.session.input(0).integers32.update(fromContentsOf: fixture.numbers(\.input, of: Int32.self))
      loaded.session.run()
      #expect(Array(loaded.session.output) == fixture.int8Output, "case \(number)")
    }
  }

  /// A float network takes whole numbers as floats, and adds and multiplies them as integers would.
  @Test(arguments: ["real_rows", "truncated_rows", "whole_numbers"])
  func floatNetworksTakeWholeNumbers(_ kind: String) throws {
    for (number, fixture) in try fixtures(kind).enumerated() {
      let graph = try TFLite.network(from: fixture.bytes, name: kind).float()
      let engine = try Engine(graph, batchSize: 1, mode: .inference)
      let takesReals = kind == "truncated_rows"
      let input = takesReals ? fixture.floatInput : fixture.numbers(\.input, of: Int32.self).map { Float($0) }
      _ = engine.input.update(fromContentsOf: input)
      try engine.forward()
      let makesReals = kind != "whole_numbers"
      let expected =
        makesReals ? fixture.floatOutput : fixture.numbers(\.output, of: Int32.self).map { Float($0) }
      #expect(engine.output.count == expected.count)
      for (found, expected) in zip(engine.output, expected) {
        #expect(abs(found - expected) < 1e-4, "case \(number) of \(kind)")
      }
    }
  }

  /// What a file written again says is what was read.
  @Test func wideNetworksSurviveTheFile() throws {
    for kind in [
      "wide_moves", "wide_pools", "wide_functions", "wide_means", "wide_extrema", "wide_softmax",
    ] {
      let graph = try TFLite.network(from: fixtures(kind)[0].bytes, name: kind).int8()
      let file = try Exporter.export(graph)
      let loaded = try LoadedModel(file)
      defer { withExtendedLifetime(loaded) {} }
      #expect(try Exporter.export(Exporter.graph(of: loaded.session.model)) == file, "\(kind)")
    }
  }

  private func fixtures(_ kind: String) throws -> [TFLiteFixture] {
    try #require(try TFLiteFixture.decode([String: [TFLiteFixture]].self, "tflite-wide")[kind])
  }
}

extension TFLiteFixture {
  /// The integers that an input or an output is made of.
  fileprivate func numbers<Integer: FixedWidthInteger>(
    _ part: KeyPath<TFLiteFixture, Data>, of type: Integer.Type
  ) -> [Integer] {
    self[keyPath: part].withUnsafeBytes { buffer in
      let size = MemoryLayout<Integer>.size
      return (0..<buffer.count / size).map {
        Integer(littleEndian: buffer.loadUnaligned(fromByteOffset: size * $0, as: Integer.self))
      }
    }
  }
}
