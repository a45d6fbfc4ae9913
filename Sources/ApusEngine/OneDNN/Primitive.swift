import COneDNN

/// A prepared call: an implementation with all its arguments in place.
final class Primitive {
  private let handle: dnnl_primitive_t
  private let arguments: UnsafeMutableBufferPointer<dnnl_exec_arg_t>
  private let memories: [Memory]
  private let library: Library
  private let node: String

  /// Prepares an implementation.
  ///
  /// - Parameters:
  ///   - thread: the member of the team that executes it, whose scratchpad it uses; nil where that is not
  ///     known, for a scratchpad of its own.
  ///   - arguments: oneDNN's argument index, layout and place of each; the scratchpad is added.
  init(
    _ descriptor: PrimitiveDescriptor, thread: Int?,
    _ arguments: [(index: Int32, layout: dnnl_memory_desc_t, pointer: UnsafeMutablePointer<Float>)]
  ) throws(EngineError) {
    library = descriptor.library
    node = descriptor.node
    var handle: dnnl_primitive_t?
    try Buffer.checkRoom()
    try check(dnnl_primitive_create(&handle, descriptor.handle), "create a primitive", node: node)
    self.handle = handle!
    var memories: [Memory] = []
    var indices: [Int32] = []
    do throws(EngineError) {
      for argument in arguments {
        memories.append(try Memory(argument.layout, argument.pointer, library: library, node: node))
        indices.append(argument.index)
      }
      let layout = descriptor.layout(of: dnnl_query_scratchpad_md)
      if let scratchpad = try library.scratchpad(layout, thread: thread, node: node) {
        memories.append(scratchpad)
        indices.append(DNNL_ARG_SCRATCHPAD)
      }
    } catch {
      dnnl_primitive_destroy(handle)
      throw error
    }
    self.memories = memories
    self.arguments = .allocate(capacity: memories.count)
    _ = self.arguments.initialize(
      from: zip(indices, memories).map { dnnl_exec_arg_t(arg: $0, memory: $1.handle) })
  }

  /// Runs it to its end.
  func execute() throws(EngineError) {
    let status = dnnl_primitive_execute(
      handle, library.stream, Int32(arguments.count), arguments.baseAddress)
    guard status == dnnl_success else {
      throw .library(node: node, action: "execute a primitive", status: status.rawValue)
    }
  }

  deinit {
    dnnl_primitive_destroy(handle)
    arguments.deallocate()
  }
}
