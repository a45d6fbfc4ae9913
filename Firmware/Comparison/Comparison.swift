import ApusModel
import ApusRuntime
import CFirmware

/// What became of a case. The host (Host/comparison.py) knows the numbers.
enum Verdict: UInt32, Error {
  /// Every output has the checksum that the portable operators of the host have found.
  case equal = 0
  /// An output has another.
  case different = 1
  /// An operator wrote outside the arena.
  case outside = 2
  /// File and arena do not fit in the board's memory.
  case tooLarge = 3
  /// The reader refuses the file, or the case's input is not the model's.
  case unsound = 4
}

/// Runs the networks of `kernel-cases`, which the host writes to its standard input, in place of a model in flash. Answers
/// each with its name, a verdict and the number of the input that it is for; after the last, the most bytes of stack in
/// use. The build holds all operators.
@c(firmware_main)
public func firmwareMain() {
  let image = firmware_layout().pointee
  let memory = UnsafeMutableRawBufferPointer(start: image.arena, count: Int(image.arena_bytes))
  let (cases, answers) = (Semihosting.Stream.input, Semihosting.Stream.output)
  while true {
    let given = Case(from: cases)
    if given.isEnd { break }
    let (verdict, input) = compare(given, from: cases, in: memory)
    given.writeName(to: answers)
    answers.write(verdict.rawValue)
    answers.write(UInt32(truncatingIfNeeded: input))
  }
  answers.write(stackHighWaterMark())
  Semihosting.stop(status: 0)
}

/// Runs a case.
/// - Returns: the verdict on the first input that is not equal, or `equal` and the number of inputs.
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
    let rest = UnsafeMutableRawBufferPointer(rebasing: memory[file.count...])
    let recordBytes = (Model.recordBytes(of: UnsafeRawBufferPointer(file)) + 15) & ~15
    guard recordBytes <= rest.count else { throw .tooLarge }
    let records = UnsafeMutableRawBufferPointer(rebasing: rest[..<recordBytes])
    let model = try checked(UnsafeRawBufferPointer(file), records: records, inputBytes: given.inputBytes)
    let behind = UnsafeMutableRawBufferPointer(rebasing: rest[recordBytes...])
    guard let arena = GuardedArena(Session.memoryBytes(for: model), in: behind) else { throw .tooLarge }
    guard let session = try? Session(model, memory: arena.bytes) else { throw .unsound }
    var first: (Verdict, Int)?
    for index in 0..<given.inputCount {
      arena.fill()
      cases.fill(UnsafeMutableRawBufferPointer(session.input))
      let found = checksum(session, coversAll: given.coversAll)
      let isEqual = cases.word() == found
      if first == nil, !arena.isIntact { first = (.outside, index) }
      if first == nil, !isEqual { first = (.different, index) }
    }
    return first ?? (.equal, given.inputCount)
  } catch {
    cases.skip(given.bytesAfterFile, using: memory)
    return (error, 0)
  }
}

/// The model of a file, which must take inputs of this number of bytes.
private func checked(
  _ file: UnsafeRawBufferPointer, records: UnsafeMutableRawBufferPointer, inputBytes: Int
) throws(Verdict) -> Model {
  guard let model = try? Model(file, records: records), model.input.count == inputBytes else {
    throw .unsound
  }
  return model
}

/// Runs a session on its input.
/// - Returns: the checksum of what its operators make, one after the other, or of its output.
private func checksum(_ session: borrowing Session, coversAll: Bool) -> UInt32 {
  var checksum = RunningChecksum()
  let last = session.model.operatorCount - 1
  session.run { record, output in
    if coversAll || record.index == last { checksum.update(with: UnsafeRawBufferPointer(output)) }
  }
  return checksum.value
}
