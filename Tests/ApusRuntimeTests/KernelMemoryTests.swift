import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// What sessions on microcontrollers need of memory, as the tools of the firmware had computed it by themselves: firmware
/// refuses to run in less.
@Suite struct KernelMemoryTests {
  struct Expected: Sendable {
    let kind: RandomOperator
    let portable: [Int]
    let armDSP: [Int]
    let helium: [Int]
    /// Of all operators of the networks together, for Armv7E-M and for Helium.
    let scratch: (armDSP: Int, helium: Int)
  }

  static let networks = [
    Expected(
      kind: .convolution,
      portable: [1424, 1712, 1280, 240, 1120, 5216, 1632, 400, 480, 384, 1056, 1056],
      armDSP: [1744, 2192, 1568, 448, 1408, 5264, 1840, 1408, 1120, 432, 1184, 1216],
      helium: [2160, 2304, 2016, 784, 1344, 5776, 1920, 1376, 928, 1008, 1424, 1488],
      scratch: (3760, 6528)),
    Expected(
      kind: .alignedConvolution,
      portable: [272, 144, 384, 2240, 240, 1680, 2496, 1008, 2704, 2512, 336, 912],
      armDSP: [592, 224, 704, 2400, 560, 2960, 2816, 2288, 2864, 3792, 656, 1552],
      helium: [1328, 320, 1376, 2992, 528, 3024, 3136, 1520, 3456, 3856, 496, 1936],
      scratch: (6480, 9040)),
    Expected(
      kind: .groupedConvolution,
      portable: [192, 624, 112, 2288, 80, 432, 224, 944, 32, 992, 272, 1152],
      armDSP: [432, 752, 240, 2416, 160, 512, 352, 1024, 160, 1120, 480, 1392],
      helium: [352, 736, 224, 2464, 256, 496, 400, 1072, 144, 1104, 432, 1312],
      scratch: (1640, 1648)),
    Expected(
      kind: .depthwiseConvolution,
      portable: [1712, 6160, 7760, 11_008, 9600, 7280, 128, 1824, 3840, 1440, 5696, 960],
      armDSP: [2016, 6208, 7840, 11_312, 9712, 7392, 320, 1968, 4144, 1488, 6064, 1072],
      helium: [3072, 7264, 8608, 14_416, 10_960, 8640, 1488, 3184, 7248, 2288, 7056, 2320],
      scratch: (2076, 19136)),
    Expected(
      kind: .dense,
      portable: [176, 112, 160, 32, 704, 448, 560, 112, 96, 144, 96, 560],
      armDSP: [496, 400, 544, 352, 2192, 1632, 2176, 480, 416, 528, 464, 2384],
      helium: [368, 304, 352, 64, 896, 640, 752, 304, 288, 336, 288, 672],
      scratch: (8736, 2056)),
    Expected(
      kind: .addition,
      portable: [528, 352, 48, 192, 688, 1088, 1584, 1536, 208, 208, 528, 320],
      armDSP: [608, 432, 96, 240, 736, 1136, 1632, 1616, 256, 256, 576, 368],
      helium: [1104, 416, 176, 256, 816, 1344, 1968, 2176, 336, 592, 592, 384],
      scratch: (1200, 5760)),
    Expected(
      kind: .meanPool,
      portable: [848, 576, 512, 176, 768, 448, 752, 2160, 2640, 608, 2432, 576],
      armDSP: [848, 656, 512, 224, 848, 496, 800, 2208, 2688, 656, 2512, 656],
      helium: [1728, 704, 544, 432, 960, 1152, 1136, 2864, 3792, 1440, 3520, 1664],
      scratch: (680, 7808)),
    Expected(
      kind: .broadcastPair,
      portable: [240, 384, 32, 64, 80, 288, 80, 32, 32, 32, 320, 80],
      armDSP: [240, 384, 32, 64, 80, 288, 80, 32, 32, 32, 320, 80],
      helium: [240, 384, 32, 64, 80, 288, 80, 32, 32, 32, 320, 80],
      scratch: (0, 0)),
  ]

  @Test(arguments: networks) func arenas(expected: Expected) throws {
    var (portable, armDSP, helium): ([Int], [Int], [Int]) = ([], [], [])
    var scratch = (armDSP: 0, helium: 0)
    try expected.kind.forEach(expected.portable.count) { graph, _ in
      let bytes = AlignedBytes(try Exporter.export(graph))
      defer { withExtendedLifetime(bytes) {} }
      let model = try Model(bytes.readOnly)
      portable.append(Session.arenaBytes(for: model, kernels: .portable))
      armDSP.append(Session.arenaBytes(for: model, kernels: .armDSP))
      helium.append(Session.arenaBytes(for: model, kernels: .helium))
      for index in 0..<model.operatorCount {
        let record = model[operator: index]
        #expect(Session.scratchBytes(for: record, in: model, kernels: .portable) == 0)
        scratch.armDSP += Session.scratchBytes(for: record, in: model, kernels: .armDSP)
        scratch.helium += Session.scratchBytes(for: record, in: model, kernels: .helium)
      }
    }
    #expect(portable == expected.portable)
    #expect(armDSP == expected.armDSP)
    #expect(helium == expected.helium)
    #expect(scratch == expected.scratch)
  }

  /// `Tools/test-c-interface` compares this with what the library itself says.
  @Test func sessionOn32Bits() { #expect(Session.bytesOn32Bits == 32) }

  @Test func operatorMask() throws {
    let bytes = AlignedBytes(try Exporter.export(SampleGraphs.straight()))
    defer { withExtendedLifetime(bytes) {} }
    let kinds: [OperatorKind] = [.convolution, .maxPool, .view, .dense, .softmax]
    #expect(try Model(bytes.readOnly).operatorMask == kinds.reduce(0) { $0 | 1 << UInt32($1.rawValue) })
  }

  /// Firmware leaves out what a model does not have.
  @Test func featureMask() throws {
    func features(_ graph: QuantizedGraph, _ form: FileForm) throws -> [ModelFeature] {
      let loaded = try LoadedModel(graph, form: form)
      // The model is a view of bytes that the loaded one owns.
      defer { withExtendedLifetime(loaded) {} }
      let mask = loaded.session.model.featureMask
      return ModelFeature.allCases.filter { mask >> UInt32($0.rawValue) & 1 != 0 }
    }
    let straight = try SampleGraphs.straight()
    #expect(try features(straight, .full) == [.fullForm, .wordBiases, .wordMultipliers])
    #expect(try features(straight, .compact).contains(.compactForm))
    #expect(try !features(straight, .compact).contains(.severalInputs))
    #expect(try features(SampleGraphs.branched(), .full).contains(.severalInputs))
  }
}
