import ApusGraph

/// What a file of another program holds, once it is this kit's.
public enum ImportedNetwork: Hashable, Sendable {
  /// A float32 network.
  case float(Graph)
  /// A fully quantized int8 network.
  case int8(QuantizedGraph)
}
