import ApusModel
import ApusRuntime
import Emulated

/// A session with memory of exactly the size that it needs, up to an unreadable page.
private final class Guarded {
  let session: Session
  let arena: UnsafeMutableRawBufferPointer
  private let workspace: UnsafeMutableRawBufferPointer

  init?(_ model: Model, _ level: KernelLevel, threads: Int) {
    arena = Self.memory(model.arenaBytes, alignment: 16)
    workspace = Self.memory(Session.workspaceBytes(for: model, level: level, threads: threads), alignment: 64)
    do {
      session = try Session(model, arena: arena, workspace: workspace, level: level, threads: threads)
    } catch {
      return nil
    }
  }

  func free() {
    free_guarded_memory(arena.baseAddress, arena.count, 16)
    free_guarded_memory(workspace.baseAddress, workspace.count, 64)
  }

  /// Fills the inputs; and before them all else in the arena, unless that holds state of a run before.
  func begin(_ inputs: UnsafeRawPointer, isFirst: Bool) {
    if isFirst || session.model.stateCount == 0 {
      arena.initializeMemory(as: UInt8.self, repeating: 0x5A)
      session.reset()
    }
    var place = inputs
    for index in 0..<session.model.inputCount {
      let target = session.input(index).bytes
      target.copyMemory(from: UnsafeRawBufferPointer(start: place, count: target.count))
      place += target.count
    }
  }

  /// What the outputs hold, each followed by the class that it says, or the classes alone.
  func answers(withOutputs: Bool) -> [UInt8] {
    var answers: [UInt8] = []
    for index in 0..<session.model.outputCount {
      if withOutputs { answers.append(contentsOf: session.output(index).bytes) }
      answers.append(UInt8(truncatingIfNeeded: session.decision(ofOutput: index) ?? -1))
    }
    return answers
  }

  static func memory(_ count: Int, alignment: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: guarded_memory(count, alignment), count: count)
  }
}

/// Runs a case's operators one by one at the portable level and at all others, and compares each output.
/// - Returns: how many outputs were compared; negative if the case is not sound.
@c(compare_case)
public func compare(_ pointer: UnsafePointer<emulated_case>) -> Int {
  let given = pointer.pointee
  let file = UnsafeRawBufferPointer(start: given.file, count: given.file_bytes)
  let records = Guarded.memory(Model.recordBytes(of: file), alignment: 16)
  defer { free_guarded_memory(records.baseAddress, records.count, 16) }
  guard let model = try? Model(file, records: records) else { return -1 }
  var inputBytes = 0
  for index in 0..<model.inputCount { inputBytes += model.input(index).byteCount }
  guard inputBytes == given.input_bytes, let portable = Guarded(model, .portable, threads: 1) else {
    return -1
  }
  defer { portable.free() }
  var fast: [(level: KernelLevel, run: Guarded)] = []
  defer { for other in fast { other.run.free() } }
  for level in KernelLevel.available where level > .portable {
    // Work that threads would share is done part by part.
    for threads in [1, 3] {
      guard let run = Guarded(model, level, threads: threads) else { return -1 }
      fast.append((level, run))
    }
  }
  var compared = 0
  let coversAll = given.covers_all_operators != 0
  for index in 0..<given.run_count {
    let inputs = UnsafeRawPointer(given.inputs!) + index * (given.input_bytes + 4)
    portable.begin(inputs, isFirst: index == 0)
    for other in fast { other.run.begin(inputs, isFirst: index == 0) }
    var made: [UInt8] = []
    for number in 0..<model.operatorCount {
      portable.session.runOperator(number)
      let output = model[operator: number].output
      let expected = portable.arena[output.offset..<output.end]
      if coversAll { made.append(contentsOf: expected) }
      for other in fast {
        other.run.session.runOperator(number)
        let found = other.run.arena[output.offset..<output.end]
        if !found.elementsEqual(expected) { report_difference(Int32(other.level.rawValue), index, number) }
        compared += 1
      }
    }
    portable.session.updateState()
    let answers = portable.answers(withOutputs: true)
    for other in fast {
      other.run.session.updateState()
      if other.run.answers(withOutputs: true) != answers {
        report_difference(Int32(other.level.rawValue), index, model.operatorCount)
      }
      compared += 1
    }
    made.append(contentsOf: portable.answers(withOutputs: !coversAll))
    let checksum = made.withUnsafeBytes { CRC32C.checksum(of: $0) }
    if checksum != (inputs + given.input_bytes).loadUnaligned(as: UInt32.self) {
      report_difference(-1, index, model.operatorCount)
    }
    compared += 1
  }
  return compared
}

/// How many levels beside the portable one the processor has.
@c(level_count)
public func levelCount() -> Int { KernelLevel.available.count - 1 }
