// The names are C's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase
import ApusModel
import ApusRuntime
import CApus

// What apus.h declares: the compiler holds each function against its declaration there. The session lies at the start
// of the caller's memory, and its own memory behind it.

/// Bytes of memory for a session of a model; 0 where it cannot be run.
@c @implementation
public func apus_model_size(_ model: UnsafeRawPointer?, _ modelBytes: Int) -> Int {
  var file = bytes(model, modelBytes)
  let count = recordBytes(of: file)
  // Of the compact form the arena is planned when the records are there.
  return apus_with_stack(count, &file) { file, memory in
    guard let file = file?.assumingMemoryBound(to: UnsafeRawBufferPointer.self).pointee else { return 0 }
    let count = recordBytes(of: file)
    let records = UnsafeMutableRawBufferPointer(start: memory, count: count)
    guard let model = try? Model(file, records: records) else { return 0 }
    return sessionBytes &+ count &+ spareBytes &+ Session.memoryBytes(for: model)
  }
}

/// Checks a model, and places a session in the caller's memory.
@c @implementation
public func apus_open(
  _ session: UnsafeMutablePointer<OpaquePointer?>?, _ model: UnsafeRawPointer?, _ modelBytes: Int,
  _ memory: UnsafeMutableRawPointer?, _ memoryBytes: Int
) -> apus_status {
  session?.pointee = nil
  do throws(ModelError) {
    let file = bytes(model, modelBytes)
    // In front of the session's own memory lie the session and the records of the compact form. Memory that is smaller
    // than these is too small as well.
    let front = aligned(sessionBytes &+ recordBytes(of: file), from: memory)
    let rest = memoryBytes &- front
    let records = UnsafeMutableRawBufferPointer(
      start: memory.map { $0 + sessionBytes }, count: max(memoryBytes &- sessionBytes, 0))
    let model = try Model(file, records: records)
    guard let memory, rest >= Session.memoryBytes(for: model) else { return APUS_MEMORY_TOO_SMALL }
    let behind = UnsafeMutableRawBufferPointer(start: memory + front, count: rest)
    // The memory is large enough: all else that a session asks for is where it starts.
    guard let opened = try? Session(model, memory: behind) else { return APUS_MEMORY_MISALIGNED }
    memory.bindMemory(to: Session.self, capacity: 1).initialize(to: opened)
    session?.pointee = OpaquePointer(memory)
    return APUS_OK
  } catch {
    return status(of: error)
  }
}

/// The session's input, and how many elements it has.
@c @implementation
public func apus_input(
  _ session: OpaquePointer?, _ count: UnsafeMutablePointer<Int>?
) -> UnsafeMutablePointer<Int8>? {
  let input = opened(session)?.pointee.input
  count?.pointee = input?.count ?? 0
  return input?.baseAddress
}

/// Computes the output.
@c @implementation
public func apus_run(_ session: OpaquePointer?) {
  opened(session)?.pointee.run()
}

/// The session's output, and how many elements it has.
@c @implementation
public func apus_output(
  _ session: OpaquePointer?, _ count: UnsafeMutablePointer<Int>?
) -> UnsafePointer<Int8>? {
  let output = opened(session)?.pointee.output
  count?.pointee = output?.count ?? 0
  return output?.baseAddress
}

/// How many inputs there are.
@c @implementation
public func apus_input_count(_ session: OpaquePointer?) -> Int {
  opened(session)?.pointee.model.inputCount ?? 0
}

/// How many outputs there are.
@c @implementation
public func apus_output_count(_ session: OpaquePointer?) -> Int {
  opened(session)?.pointee.model.outputCount ?? 0
}

/// An input, how many elements it has, and how many bytes each.
@c @implementation
public func apus_input_at(
  _ session: OpaquePointer?, _ index: Int, _ count: UnsafeMutablePointer<Int>?,
  _ elementBytes: UnsafeMutablePointer<Int>?
) -> UnsafeMutableRawPointer? {
  guard let session = opened(session), isIndex(index, below: session.pointee.model.inputCount) else {
    count?.pointee = 0
    return nil
  }
  let input = session.pointee.input(index)
  count?.pointee = input.record.count
  elementBytes?.pointee = input.record.element.byteCount
  return input.bytes.baseAddress
}

/// An output, how many elements it has, and how many bytes each.
@c @implementation
public func apus_output_at(
  _ session: OpaquePointer?, _ index: Int, _ count: UnsafeMutablePointer<Int>?,
  _ elementBytes: UnsafeMutablePointer<Int>?
) -> UnsafeRawPointer? {
  guard let session = opened(session), isIndex(index, below: session.pointee.model.outputCount) else {
    count?.pointee = 0
    return nil
  }
  let output = session.pointee.output(index)
  count?.pointee = output.record.count
  elementBytes?.pointee = output.record.element.byteCount
  return output.bytes.baseAddress
}

/// The index of the input of a name; -1 where there is none.
@c @implementation
public func apus_find_input(_ session: OpaquePointer?, _ name: UnsafePointer<CChar>?) -> Int32 {
  guard let model = opened(session)?.pointee.model else { return -1 }
  return find(name, Layout.Entry.inputName, among: model.inputCount, in: model)
}

/// The index of the output of a name; -1 where there is none.
@c @implementation
public func apus_find_output(_ session: OpaquePointer?, _ name: UnsafePointer<CChar>?) -> Int32 {
  guard let model = opened(session)?.pointee.model else { return -1 }
  return find(name, Layout.Entry.outputName, among: model.outputCount, in: model)
}

/// Gives all state its starting values.
@c @implementation
public func apus_reset(_ session: OpaquePointer?) {
  opened(session)?.pointee.reset()
}

/// The class that an output says; -1 for none.
@c @implementation
public func apus_decision(_ session: OpaquePointer?, _ index: Int) -> Int32 {
  guard let session = opened(session), isIndex(index, below: session.pointee.model.outputCount),
    let decision = session.pointee.decision(ofOutput: index)
  else { return -1 }
  return Int32(truncatingIfNeeded: decision)
}

/// Whether there is something at an index; that of C, which has no negative numbers here, may have become one.
private func isIndex(_ index: Int, below count: Int) -> Bool { index >= 0 && index < count }

/// The index of what has a name, as entries of a tag say it; -1 where nothing has.
private func find(_ name: UnsafePointer<CChar>?, _ tag: UInt8, among count: Int, in model: Model) -> Int32 {
  guard let name else { return -1 }
  for index in 0..<count where isEqual(model.metadataEntry(tag, of: index), name) {
    return Int32(truncatingIfNeeded: index)
  }
  return -1
}

/// Whether a name of the model is a string that ends with a zero.
private func isEqual(_ name: UnsafeRawBufferPointer?, _ string: UnsafePointer<CChar>) -> Bool {
  guard let name else { return false }
  var place = string
  for byte in name {
    // The string's end is different from any byte of a name but a zero, behind which it is not read.
    guard byte != 0, UInt8(bitPattern: place.pointee) == byte else { return false }
    place += 1
  }
  return place.pointee == 0
}

/// Bytes at the start of the memory that the session itself takes, so that its own memory starts at a multiple of 16.
private var sessionBytes: Int { (MemoryLayout<Session>.size &+ 15) & ~15 }

/// Bytes more than a session's own memory needs, so that there is a place in it where that can start.
private var spareBytes: Int { Session.memoryAlignment &- 16 }

/// The first distance from an address, not below another one, at which a session's own memory can start. Vectors of servers
/// want a larger multiple than that of which the caller's memory is.
private func aligned(_ distance: Int, from memory: UnsafeMutableRawPointer?) -> Int {
  guard Session.memoryAlignment > 16 else { return distance }
  let place = Int(bitPattern: memory) &+ distance
  return distance &+ (0 &- place) & (Session.memoryAlignment &- 1)
}

/// Bytes between the session and its own memory, for the records of the compact form.
private func recordBytes(of file: UnsafeRawBufferPointer) -> Int {
  (Model.recordBytes(of: file) &+ 15) & ~15
}

private func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
}

private func opened(_ session: OpaquePointer?) -> UnsafePointer<Session>? {
  session.map { UnsafePointer($0) }
}
