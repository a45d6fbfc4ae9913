import ApusModel
import ApusRuntime

/// Whatever its bytes are, an `.apus` file is refused with a typed error, without an allocation, or can be run in
/// exactly the memory that it asks for, at every level with the same answers, which depend on the input alone.
enum ApusProperty {
  /// Models that need more than this are read but not run, to keep each check short.
  private static let largestArena = 1 << 18
  private static let largestWorkspace = 1 << 20
  private static let largestWork = 0x1p18

  /// Checks a file as it is, and with its length and checksum mended, which nearly all damage breaks.
  static func check(_ file: [UInt8]) throws(BrokenProperty) {
    try checkAsItIs(file)
    if let mended = mended(file), mended != file { try checkAsItIs(mended) }
  }

  /// The file with the right length and checksum in its header; nil where it has no header.
  static func mended(_ file: [UInt8]) -> [UInt8]? {
    guard file.count >= Layout.headerBytes else { return nil }
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
    defer { withExtendedLifetime(memory) {} }
    var model: Model?
    var refusal: ModelError?
    let start = Heap.allocationCount
    do throws(ModelError) { model = try Model(memory.readOnly) } catch { refusal = error }
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
    guard model.arenaBytes <= largestArena, Work.amount(of: model) <= largestWork else { return }
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
        fill(session.input)
        for index in 0..<model.operatorCount {
          session.runOperator(index)
          digests[index] = digest(model.value(index + 1), in: arena.readOnly)
        }
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
      fill(session.input)
      for index in 0..<model.operatorCount {
        session.runOperatorWithArmDSP(index)
        let found = digest(model.value(index + 1), in: arena.readOnly)
        if different == nil, found != expected[index] { different = index }
      }
    } catch {
      refusal = error
    }
    try Heap.requireNoAllocation(since: start, by: "a session in pairs")
    if let refusal { throw .session(refusal.description) }
    if let different { throw .answers(level: "pairs", operator: different) }
  }

  /// Reads all that a report or an image loader would.
  private static func touchMetadata(of model: Model) {
    var sum = model.name.reduce(0) { $0 &+ Int($1) }
    // Names are found by walking over those before them.
    for index in 0..<min(model.classCount, 64) { sum &+= model.className(index).count }
    for index in 0..<min(model.operatorCount, 64) { sum &+= model.operatorName(index)?.count ?? 0 }
    if let table = model.pixelTable { for value in table { sum &+= Int(value) } }
    withExtendedLifetime(sum) {}
  }

  private static func fill(_ input: UnsafeMutableBufferPointer<Int8>) {
    var state: UInt32 = 1
    for index in input.indices {
      state = state &* 1_664_525 &+ 1_013_904_223
      input[index] = Int8(truncatingIfNeeded: state >> 24)
    }
  }

  /// FNV-1a of a value's bytes.
  private static func digest(_ value: TensorRecord, in arena: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in value.offset..<value.end { hash = (hash ^ UInt64(arena[index])) &* 0x100_0000_01B3 }
    return hash
  }
}
