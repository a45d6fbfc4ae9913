import ApusModel
import ApusRuntime

/// Whatever its bytes are, an `.apus` file is refused with a typed error, without an allocation, or can be run in
/// exactly the memory that it asks for, at every level with the same answers, which depend on the input alone.
enum ApusProperty {
  /// Models that need more than this are read but not run, to keep each check short.
  private static let largestArena = 1 << 18
  private static let largestWorkspace = 1 << 20
  private static let largestWork = 1 << 18

  /// Checks a file as it is, and with its length and checksum mended, which nearly all damage breaks.
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    try checkAsItIs(file)
    if let mended = mended(file), mended != file { try checkAsItIs(mended) }
  }

  /// The file with the right length and checksum in its header; nil where it has no header.
  static func mended(_ file: [UInt8]) -> [UInt8]? {
    guard file.count >= Layout.Compact.stream else { return nil }
    var file = file
    func put(_ value: UInt32, at offset: Int) {
      for index in 0..<4 { file[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
    }
    put(UInt32(truncatingIfNeeded: file.count), at: Layout.Header.fileBytes)
    put(file.withUnsafeBytes { CRC32C.checksum(of: $0, zeroing: 12) }, at: Layout.Header.checksum)
    return file
  }

  private static func checkAsItIs(_ file: [UInt8]) throws(BrokenProperty) {
    let memory = ExactMemory(file)
    let records = ExactMemory(count: Model.recordBytes(of: memory.readOnly))
    defer { withExtendedLifetime((memory, records)) {} }
    // What the memory held before must not matter.
    records.memory.initializeMemory(as: UInt8.self, repeating: 0x5A)
    var model: Model?
    var refusal: ModelError?
    let start = Heap.allocationCount
    do throws(ModelError) { model = try Model(memory.readOnly, records: records.memory) } catch {
      refusal = error
    }
    if refusal == nil || Heap.seesThrows {
      try Heap.requireNoAllocation(since: start, by: "reading an .apus file")
    }
    _ = refusal?.description
    if let model { try run(model) }
  }

  /// Runs a model at every level and compares each operator's output with the portable one's.
  private static func run(_ model: Model) throws(BrokenProperty) {
    touchMetadata(of: model)
    guard model.arenaLowerBound <= model.arenaBytes else { throw .arena(model.arenaLowerBound) }
    let operations = (0..<model.operatorCount).map { model[operator: $0].multiplyAccumulates(in: model) }
    guard model.multiplyAccumulates >= operations.max() ?? 0 else { throw .multiplyAccumulates }
    guard model.arenaBytes <= largestArena, model.work <= largestWork else { return }
    var expected: [UInt64] = []
    for level in KernelLevel.allCases where level <= .supported {
      let workspaceBytes = Session.workspaceBytes(for: model, level: level)
      guard workspaceBytes <= largestWorkspace else { continue }
      let arena = ExactMemory(count: model.arenaBytes)
      let workspace = ExactMemory(count: workspaceBytes)
      defer { withExtendedLifetime((arena, workspace)) {} }
      // What the arena held before must not matter: each level finds something else in it.
      arena.memory.initializeMemory(as: UInt8.self, repeating: 0x5A &+ level.rawValue &* 0x4B)
      var digests = [UInt64](repeating: 0, count: model.operatorCount)
      var refusal: SessionError?
      let start = Heap.allocationCount
      do throws(SessionError) {
        let session = try Session(model, arena: arena.memory, workspace: workspace.memory, level: level)
        // Two runs, so that state has an effect.
        for _ in 0..<(model.stateCount > 0 ? 2 : 1) {
          for index in 0..<model.inputCount { fill(session.input(index).bytes) }
          for index in 0..<model.operatorCount {
            session.runOperator(index)
            digests[index] = digest(model.value(model.sourceCount + index), in: arena.readOnly)
          }
          session.updateState()
        }
        for index in 0..<model.outputCount { _ = session.decision(ofOutput: index) }
      } catch {
        refusal = error
      }
      try Heap.requireNoAllocation(since: start, by: "a session of level \(level)")
      if let refusal { throw .session(refusal.description) }
      if expected.isEmpty { expected = digests }
      if let index = digests.indices.first(where: { digests[$0] != expected[$0] }) {
        throw .answers(level: "\(level)", operator: index)
      }
    }
    try runWithArmDSP(model, expecting: expected)
  }

  /// Runs a model by the kernels for Cortex-M4, their instructions in plain Swift.
  private static func runWithArmDSP(_ model: Model, expecting expected: [UInt64]) throws(BrokenProperty) {
    let arenaBytes = Session.arenaBytes(for: model, kernels: .armDSP)
    guard arenaBytes <= 2 * largestArena else { return }
    let arena = ExactMemory(count: arenaBytes)
    defer { withExtendedLifetime(arena) {} }
    arena.memory.initializeMemory(as: UInt8.self, repeating: 0xC3)
    var different: Int?
    var refusal: SessionError?
    let start = Heap.allocationCount
    do throws(SessionError) {
      let session = try Session(portable: model, memory: arena.memory)
      for isLast in model.stateCount > 0 ? [false, true] : [true] {
        for index in 0..<model.inputCount { fill(session.input(index).bytes) }
        for index in 0..<model.operatorCount {
          session.runOperatorWithArmDSP(index)
          let found = digest(model.value(model.sourceCount + index), in: arena.readOnly)
          if isLast, different == nil, found != expected[index] { different = index }
        }
        session.updateState()
      }
    } catch {
      refusal = error
    }
    try Heap.requireNoAllocation(since: start, by: "a session in pairs")
    if let refusal { throw .session(refusal.description) }
    if let different { throw .answers(level: "pairs", operator: different) }
  }

  /// Reads all that a report or an image loader would, or finds that it is refused.
  private static func touchMetadata(of model: Model) {
    var sum = 0
    do throws(ModelError) {
      let metadata = try model.metadata()
      sum = metadata.name.reduce(sum) { $0 &+ Int($1) }
      for index in 0..<model.outputCount {
        sum &+= metadata.outputName(index)?.count ?? 0
        if let names = metadata.classNames(ofOutput: index) { for name in names { sum &+= name.count } }
      }
      for index in 0..<model.stateCount { sum &+= metadata.stateName(index)?.count ?? 0 }
      if let names = metadata.operatorNames { for name in names { sum &+= name.count } }
      for index in 0..<model.inputCount {
        sum &+= metadata.inputName(index)?.count ?? 0
        guard let pixels = metadata.pixels(ofInput: index) else { continue }
        for channel in 0..<min(model.input(index).channels, 64) {
          for pixel in UInt8.min...UInt8.max { sum &+= Int(pixels.value(of: pixel, channel: channel)) }
        }
        for index in 0..<min(pixels.toldCount, 64) where pixels.offset(index) > pixels.divisor(index) {
          sum &+= 1
        }
      }
    } catch {
      sum = "\(error)".count
    }
    withExtendedLifetime(sum) {}
  }

  private static func fill(_ input: UnsafeMutableRawBufferPointer) {
    var state: UInt32 = 1
    for index in input.indices {
      state = state &* 1_664_525 &+ 1_013_904_223
      input[index] = UInt8(truncatingIfNeeded: state >> 24)
    }
  }

  /// FNV-1a of a value's bytes.
  private static func digest(_ value: TensorRecord, in arena: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in value.offset..<value.end { hash = (hash ^ UInt64(arena[index])) &* 0x100_0000_01B3 }
    return hash
  }
}
