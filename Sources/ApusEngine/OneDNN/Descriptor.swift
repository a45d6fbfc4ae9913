import ApusGraph
import COneDNN

/// Descriptors of float memory. oneDNN names dimensions in NCHW order whatever their order in memory.
extension dnnl_memory_desc_t {
  /// Any strides.
  static func strided(_ dimensions: [Int], strides: [Int], node: String) throws(EngineError) -> Self {
    var descriptor = dnnl_memory_desc_t()
    let status = dnnl_memory_desc_init_by_strides(
      &descriptor, Int32(dimensions.count), dimensions.map(Int64.init), dnnl_f32, strides.map(Int64.init))
    try check(status, "describe a tensor", node: node)
    return descriptor
  }

  /// A layout of oneDNN's choice.
  static func any(_ dimensions: [Int], node: String) throws(EngineError) -> Self {
    var descriptor = dnnl_memory_desc_t()
    let status = dnnl_memory_desc_init_by_tag(
      &descriptor, Int32(dimensions.count), dimensions.map(Int64.init), dnnl_f32, dnnl_format_tag_any)
    try check(status, "describe a tensor", node: node)
    return descriptor
  }

  /// A batch of feature maps, NHWC in memory.
  static func featureMaps(_ shape: Shape, batchSize: Int, node: String) throws(EngineError) -> Self {
    try strided(
      [batchSize, shape.channels, shape.height, shape.width],
      strides: [shape.count, 1, shape.width * shape.channels, shape.channels], node: node)
  }

  /// Rows of a matrix.
  static func matrix(rows: Int, columns: Int, node: String) throws(EngineError) -> Self {
    try strided([rows, columns], strides: [columns, 1], node: node)
  }

  /// A vector.
  static func vector(_ count: Int, node: String) throws(EngineError) -> Self {
    try strided([count], strides: [1], node: node)
  }

  /// Whether both lay out the same elements in the same way.
  func isSame(as other: Self) -> Bool {
    withUnsafePointer(to: self) { first in
      withUnsafePointer(to: other) { dnnl_memory_desc_equal(first, $0) != 0 }
    }
  }

  /// Floats that its layout needs, padding included.
  var elementCount: Int {
    withUnsafePointer(to: self) { (dnnl_memory_desc_get_size($0) + 3) / MemoryLayout<Float>.stride }
  }
}
