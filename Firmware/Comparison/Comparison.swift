import ApusModel
import ApusRuntime
import CFirmware

/// What became of a case. The host (Host/comparison.py) knows the numbers.
enum Verdict: UInt32, Error {
  /// What every run makes has the checksum that the portable operators of the host have found.
  case equal = 0
  /// A run has another.
  case different = 1
  /// An operator wrote outside the arena.
  case outside = 2
  /// File and arena do not fit in the board's memory.
  case tooLarge = 3
  /// The reader refuses the file, or the case's inputs are not the model's.
  case unsound = 4
}

/// Runs the networks of `kernel-cases`, which the host writes to its standard input, in place of a model in flash. Answers
/// each with its name, a verdict and the number of the run that it is for; after the last, the most bytes of stack in
/// use. The build holds all operators.
@c(firmware_main)
public func firmwareMain() {
  let image = firmware_layout().pointee
  let memory = UnsafeMutableRawBufferPointer(start: image.arena, count: Int(image.arena_bytes))
  let (cases, answers) = (Semihosting.Stream.input, Semihosting.Stream.output)
  while true {
    let given = Case(from: cases)
    if given.isEnd { break }
    let (verdict, run) = compare(given, from: cases, in: memory)
    given.writeName(to: answers)
    answers.write(verdict.rawValue)
    answers.write(UInt32(truncatingIfNeeded: run))
  }
  answers.write(stackHighWaterMark())
  Semihosting.stop(status: 0)
}

/// Runs a case.
/// - Returns: the verdict on the first run that is not equal, or `equal` and the number of runs.
private func compare(
  _ given: Case, from cases: Semihosting.Stream, in memory: UnsafeMutableRawBufferPointer
) -> (Verdict, Int) {
  guard given.fileBytes <= memory.count else {
    cases.skip(given.fileBytes + given.bytesAfterFile, using: memory)
    return (.tooLarge, 0)
  }
  let file = UnsafeMutableRawBufferPointer(rebasing: memory[..<given.fileBytes])
  cases.fill(file)
  do throws(Verdict) {
    // Records are aligned as the memory is, however long the file is.
    let end = min((file.count + 15) & ~15, memory.count)
    let rest = UnsafeMutableRawBufferPointer(rebasing: memory[end...])
    let recordBytes = (Model.recordBytes(of: UnsafeRawBufferPointer(file)) + 15) & ~15
    guard recordBytes <= rest.count else { throw .tooLarge }
    let records = UnsafeMutableRawBufferPointer(rebasing: rest[..<recordBytes])
    let model = try checked(UnsafeRawBufferPointer(file), records: records, inputBytes: given.inputBytes)
    let behind = UnsafeMutableRawBufferPointer(rebasing: rest[recordBytes...])
    guard let arena = GuardedArena(Session.memoryBytes(for: model), in: behind) else { throw .tooLarge }
    guard let session = try? Session(model, memory: arena.bytes) else { throw .unsound }
    var first: (Verdict, Int)?
    for index in 0..<given.runCount {
      // State lasts from run to run.
      if index == 0 || model.stateCount == 0 {
        arena.fill()
        session.reset()
      }
      for input in 0..<model.inputCount { cases.fill(session.input(input).bytes) }
      let found = checksum(session, coversAll: given.coversAll)
      let isEqual = cases.word() == found
      if first == nil, !arena.isIntact { first = (.outside, index) }
      if first == nil, !isEqual { first = (.different, index) }
    }
    return first ?? (.equal, given.runCount)
  } catch {
    cases.skip(given.bytesAfterFile, using: memory)
    return (error, 0)
  }
}

/// The model of a file, whose inputs must have this number of bytes together.
private func checked(
  _ file: UnsafeRawBufferPointer, records: UnsafeMutableRawBufferPointer, inputBytes: Int
) throws(Verdict) -> Model {
  guard let model = try? Model(file, records: records) else { throw .unsound }
  var sum = 0
  for index in 0..<model.inputCount { sum += model.input(index).byteCount }
  guard sum == inputBytes else { throw .unsound }
  return model
}

/// Runs a session on its inputs.
/// - Returns: the checksum of what its operators make, one after the other, or of its outputs; and of the class that each
///   output says, or −1, in a byte.
private func checksum(_ session: borrowing Session, coversAll: Bool) -> UInt32 {
  var checksum = RunningChecksum()
  session.run { _, output in
    if coversAll { checksum.update(with: UnsafeRawBufferPointer(output)) }
  }
  for index in 0..<session.model.outputCount {
    if !coversAll { checksum.update(with: session.output(index).bytes) }
    var decision = UInt8(truncatingIfNeeded: session.decision(ofOutput: index) ?? -1)
    withUnsafeBytes(of: &decision) { checksum.update(with: $0) }
  }
  return checksum.value
}
