import ApusFiles
import ApusGraph

extension TFLite {
  /// A float network as a `.tflite` file, which LiteRT runs: normalizations become products and sums, what only training
  /// needs is left out.
  /// - Throws: what cannot be expressed, all at once.
  public static func bytes(of graph: Graph) throws(WritingError) -> [UInt8] {
    try TFLiteWriter.bytes(of: OutgoingNetwork(graph))
  }

  /// An int8 network as a `.tflite` file, of which TFLite Micro makes the same bytes.
  /// - Throws: what cannot be expressed, all at once.
  public static func bytes(of graph: QuantizedGraph) throws(WritingError) -> [UInt8] {
    try TFLiteWriter.bytes(of: OutgoingNetwork(graph))
  }
}
