import ApusExporter
import ApusGraph
import ApusModel
import ApusRuntime
import RuntimeTestSupport
import Testing

/// Models changed at random with their checksum mended: each is refused, or runs without a trap and without
/// touching a byte outside its file (to read) and its arena. Unreadable pages watch both.
@Suite struct HostileModelTests {
  @Test(arguments: ["straight", "branched", "elementwise", "moving"])
  func mutatedModelsAreRefusedOrRun(_ name: String) throws {
    let graphs = try [
      SampleGraphs.straight(), SampleGraphs.branched(), SampleGraphs.elementwise(), SampleGraphs.moving(),
    ]
    let graph = try #require(graphs.first { $0.name == name })
    let file = try Exporter.export(graph)
    let memory = GuardedBytes(count: file.count)
    let arena = GuardedBytes(count: 1 << 16)
    let operators = Int(file[20])
    var random = RandomSource(seed: 2026)
    var refused = 0
    var ran = 0
    for _ in 0..<40_000 {
      memory.memory.copyBytes(from: file)
      for _ in 0...random.integer(below: 3) {
        mutate(memory.memory, recordsEnd: 64 + 64 * operators, using: &random)
      }
      mend(memory.memory)
      guard let model = try? Model(UnsafeRawBufferPointer(memory.memory)) else {
        refused += 1
        continue
      }
      guard model.arenaBytes <= arena.memory.count else { continue }
      // The arena's end is where the guard page begins.
      let tail = UnsafeMutableRawBufferPointer(rebasing: arena.memory.suffix(model.arenaBytes))
      let session = try Session(portable: model, memory: tail)
      session.run()
      if let metadata = try? model.metadata() {
        if let names = metadata.operatorNames { for name in names { _ = name.count } }
        if let names = metadata.classNames(ofOutput: 0) { for name in names { _ = name.count } }
      }
      ran += 1
    }
    #expect(refused > 10_000)
    #expect(ran > 1_000)
  }

  private func mutate(
    _ bytes: UnsafeMutableRawBufferPointer, recordsEnd: Int, using random: inout RandomSource
  ) {
    // Mostly header and records, where every field decides something.
    let end = random.integer(below: 8) == 0 ? bytes.count : recordsEnd
    switch random.integer(below: 6) {
    case 0: bytes[random.integer(below: end)] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes[random.integer(below: end)] ^= 1 << UInt8(random.integer(below: 8))
    case 2:
      let offset = random.integer(below: end / 2) * 2
      let values: [UInt16] = [0, 1, 2, 3, 255, 256, 0x7FFF, 0x8000, 0xFFFF]
      bytes.storeBytes(
        of: values[random.integer(below: values.count)], toByteOffset: offset, as: UInt16.self)
    case 3:
      let offset = random.integer(below: end / 4) * 4
      let values: [UInt32] = [
        0, 1, 2, 16, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFF0, 0x4000_0000, 65_536,
      ]
      bytes.storeBytes(
        of: values[random.integer(below: values.count)], toByteOffset: offset, as: UInt32.self)
    case 4:
      // One field's value in another's place.
      let source = random.integer(below: end / 4) * 4
      let target = random.integer(below: end / 4) * 4
      let value = bytes.load(fromByteOffset: source, as: UInt32.self)
      bytes.storeBytes(of: value, toByteOffset: target, as: UInt32.self)
    default:
      let offset = random.integer(below: end / 4) * 4
      let value = bytes.load(fromByteOffset: offset, as: UInt32.self)
      let step = [1, 16, 0xFFFF_FFFF, 0xFFFF_FFF0][random.integer(below: 4)] as UInt32
      bytes.storeBytes(of: value &+ step, toByteOffset: offset, as: UInt32.self)
    }
  }

  private func mend(_ bytes: UnsafeMutableRawBufferPointer) {
    let checksum = CRC32C.checksum(of: UnsafeRawBufferPointer(bytes), zeroing: 12)
    bytes.storeBytes(of: checksum, toByteOffset: 12, as: UInt32.self)
  }
}
