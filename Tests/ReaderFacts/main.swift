import ApusModel
import Foundation

// Says what ApusModel reads in .apus files, for another reader to be compared with: Tools/check-format.
//
//   reader-facts
//
// For each file on standard input (its bytes' number in 32 bits, and these) a line of JSON: what it holds, or why the
// file is refused.

/// What becomes of one file.
struct Verdict: Encodable {
  /// What the model holds, where it can be run.
  var facts: Facts?
  /// Why it cannot.
  var refused: String?
}

func verdict(on file: [UInt8]) -> Verdict {
  let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: max(file.count, 1), alignment: 16)
  defer { memory.deallocate() }
  memory.copyBytes(from: file)
  let bytes = UnsafeRawBufferPointer(rebasing: memory[..<file.count])
  let records = UnsafeMutableRawBufferPointer.allocate(
    byteCount: max(Model.recordBytes(of: bytes), 1), alignment: 16)
  defer { records.deallocate() }
  do throws(ModelError) {
    return Verdict(facts: Facts(try Model(bytes, records: records)))
  } catch {
    return Verdict(refused: error.description)
  }
}

let encoder = JSONEncoder()
encoder.keyEncodingStrategy = .convertToSnakeCase
let input = FileHandle.standardInput
while let head = try input.read(upToCount: 4), head.count == 4 {
  let count = head.enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
  let file = count == 0 ? [] : [UInt8](try input.read(upToCount: count) ?? Data())
  print(String(decoding: try encoder.encode(verdict(on: file)), as: UTF8.self))
}
