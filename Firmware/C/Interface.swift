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
  guard let model = try? Model(bytes(model, modelBytes)) else { return 0 }
  return sessionBytes &+ Session.memoryBytes(for: model)
}

/// Checks a model, and places a session in the caller's memory.
@c @implementation
public func apus_open(
  _ session: UnsafeMutablePointer<OpaquePointer?>?, _ model: UnsafeRawPointer?, _ modelBytes: Int,
  _ memory: UnsafeMutableRawPointer?, _ memoryBytes: Int
) -> apus_status {
  session?.pointee = nil
  do throws(ModelError) {
    let model = try Model(bytes(model, modelBytes))
    // Memory that is smaller than the session itself is too small as well.
    let rest = memoryBytes &- sessionBytes
    guard let memory, rest >= Session.memoryBytes(for: model) else { return APUS_MEMORY_TOO_SMALL }
    let behind = UnsafeMutableRawBufferPointer(start: memory + sessionBytes, count: rest)
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

/// Bytes at the start of the memory that the session itself takes, so that its own memory starts at a multiple of 16.
private var sessionBytes: Int { (MemoryLayout<Session>.size &+ 15) & ~15 }

private func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
}

private func opened(_ session: OpaquePointer?) -> UnsafePointer<Session>? {
  session.map { UnsafePointer($0) }
}
