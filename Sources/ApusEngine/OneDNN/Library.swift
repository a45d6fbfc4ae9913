import COneDNN

/// oneDNN's engine and stream on this machine's processor, the memory of the primitives made with it, and
/// the scratchpads that they share: on each thread they run one after another, so the largest need is enough.
final class Library {
  let engine: dnnl_engine_t
  let stream: dnnl_stream_t
  private var scratchpadBytes = 0
  private var scratchpadUsers: [(memory: Memory, thread: Int)] = []
  private var buffers: [Buffer] = []

  init() throws(EngineError) {
    var engine: dnnl_engine_t?
    try check(dnnl_engine_create(&engine, dnnl_cpu, 0), "create an engine", node: "input")
    self.engine = engine!
    var stream: dnnl_stream_t?
    let status = dnnl_stream_create(&stream, engine, dnnl_stream_default_flags.rawValue)
    guard status == dnnl_success, let stream else {
      dnnl_engine_destroy(engine)
      throw .library(node: "input", action: "create a stream", status: status.rawValue)
    }
    self.stream = stream
  }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }

  /// Zeroed floats that live as long as the library.
  /// - Throws: `outOfMemory`.
  func allocate(_ count: Int) throws(EngineError) -> UnsafeMutableBufferPointer<Float> {
    let buffer = try Buffer(count: count)
    buffers.append(buffer)
    return buffer.values
  }

  /// A scratchpad for one primitive, to be backed by memory in `allocateScratchpad`.
  func scratchpad(
    _ descriptor: dnnl_memory_desc_t, thread: Int?, node: String
  ) throws(EngineError) -> Memory? {
    var descriptor = descriptor
    let bytes = dnnl_memory_desc_get_size(&descriptor)
    guard bytes > 0 else { return nil }
    guard let thread else {
      let own = try allocate(bytes / MemoryLayout<Float>.stride + 1).baseAddress
      return try Memory(descriptor, own, library: self, node: node)
    }
    let memory = try Memory(descriptor, nil, library: self, node: node)
    scratchpadBytes = max(scratchpadBytes, bytes)
    scratchpadUsers.append((memory, thread))
    return memory
  }

  /// Gives all primitives made so far their threads' scratchpads.
  func allocateScratchpads(threads: Int) throws(EngineError) {
    let scratchpads = try (0..<threads).map { _ throws(EngineError) in
      try allocate(scratchpadBytes / MemoryLayout<Float>.stride + 1).baseAddress
    }
    for (memory, thread) in scratchpadUsers { try memory.point(to: scratchpads[thread]) }
    scratchpadUsers = []
  }
}

/// Throws what oneDNN's status says, if it is not success.
func check(_ status: dnnl_status_t, _ action: String, node: String) throws(EngineError) {
  guard status == dnnl_success else {
    throw .library(node: node, action: action, status: status.rawValue)
  }
}
