import ApusGraph

/// Networks written in the Open Neural Network Exchange's format.
public enum ONNXFile {
  /// A float network as an `.onnx` file of operator set 17. Feature maps are `[batch, channels, height, width]`, as is usual
  /// there; the batch is open.
  /// - Throws: what cannot be expressed, all at once.
  public static func bytes(of graph: Graph) throws(WritingError) -> [UInt8] {
    try ONNXWriter.bytes(of: OutgoingNetwork(graph))
  }

  /// An int8 network as an `.onnx` file: operators in float between DequantizeLinear and QuantizeLinear with the network's
  /// own scales, weights of int8 with a scale for each channel, biases of int32. What enters and leaves is float.
  /// - Parameters:
  ///   - graph: the network.
  ///   - rounding: what is put in front of QuantizeLinear.
  /// - Throws: what cannot be expressed, all at once.
  public static func bytes(
    of graph: QuantizedGraph, rounding: Rounding = .exact
  ) throws(WritingError) -> [UInt8] {
    try ONNXWriter.bytes(of: OutgoingNetwork(graph), rounding: rounding)
  }

  /// How an int8 network's numbers are rounded by other programs.
  public enum Rounding: String, CaseIterable, Sendable {
    /// A small number is added where integers are rounded otherwise than real numbers: practically all outputs are the same.
    case exact
    /// Nothing is added, so that programs recognize the usual patterns and compute in integers; an output in ten may be a
    /// step away.
    case plain
  }
}
