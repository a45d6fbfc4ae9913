import COneDNN

/// A oneDNN memory object over floats that someone else owns.
final class Memory {
  let handle: dnnl_memory_t
  private let node: String

  init(
    _ descriptor: dnnl_memory_desc_t, _ pointer: UnsafeMutablePointer<Float>?, library: Library, node: String
  ) throws(EngineError) {
    var descriptor = descriptor
    var handle: dnnl_memory_t?
    let status = dnnl_memory_create(&handle, &descriptor, library.engine, pointer)
    try check(status, "create a memory object", node: node)
    self.handle = handle!
    self.node = node
  }

  /// Makes it stand for other floats.
  func point(to pointer: UnsafeMutablePointer<Float>?) throws(EngineError) {
    try check(dnnl_memory_set_data_handle(handle, pointer), "place a memory object", node: node)
  }

  deinit { dnnl_memory_destroy(handle) }
}
