import COneDNN

/// What oneDNN will run for an operation: the chosen implementation and the layouts it wants.
final class PrimitiveDescriptor {
  let handle: dnnl_primitive_desc_t
  let library: Library
  let node: String

  /// Asks for an implementation of an operation descriptor.
  ///
  /// - Parameters:
  ///   - operation: one of oneDNN's `dnnl_…_desc_t`.
  ///   - hint: the forward pass that a backward one belongs to.
  convenience init<Operation>(
    _ operation: Operation, hint: PrimitiveDescriptor? = nil, library: Library, node: String
  ) throws(EngineError) {
    try self.init("find an implementation", library: library, node: node) { handle, attributes in
      withUnsafePointer(to: operation) {
        dnnl_primitive_desc_create(&handle, $0, attributes, library.engine, hint?.handle)
      }
    }
  }

  /// A copy from one layout to another.
  convenience init(
    reorder source: dnnl_memory_desc_t, to destination: dnnl_memory_desc_t, library: Library, node: String
  ) throws(EngineError) {
    try self.init("find a way to reorder weights", library: library, node: node) { handle, attributes in
      var (source, destination) = (source, destination)
      return dnnl_reorder_primitive_desc_create(
        &handle, &source, library.engine, &destination, library.engine, attributes)
    }
  }

  /// - Parameters:
  ///   - action: what errors say was tried.
  ///   - create: makes the handle with attributes that leave scratch memory to the caller.
  private init(
    _ action: String, library: Library, node: String,
    create: (inout dnnl_primitive_desc_t?, dnnl_primitive_attr_t?) -> dnnl_status_t
  ) throws(EngineError) {
    try Buffer.checkRoom()
    var attributes: dnnl_primitive_attr_t?
    try check(dnnl_primitive_attr_create(&attributes), "create attributes", node: node)
    defer { dnnl_primitive_attr_destroy(attributes) }
    let mode = dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user)
    try check(mode, "set the scratchpad's mode", node: node)
    var handle: dnnl_primitive_desc_t?
    try check(create(&handle, attributes), action, node: node)
    self.handle = handle!
    self.library = library
    self.node = node
  }

  /// The layout of one of its arguments.
  func layout(of what: dnnl_query_t) -> dnnl_memory_desc_t {
    dnnl_primitive_desc_query_md(handle, what, 0)?.pointee ?? dnnl_memory_desc_t()
  }

  deinit { dnnl_primitive_desc_destroy(handle) }
}
