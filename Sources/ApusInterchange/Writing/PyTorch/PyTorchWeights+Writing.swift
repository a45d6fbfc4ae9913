import ApusGraph

extension PyTorchWeights {
  /// A graph's parameters as a `.safetensors` file in PyTorch's layouts, under PyTorch's names: for
  /// `model.load_state_dict(safetensors.torch.load_file(path))`. Normalizations have the counter
  /// `num_batches_tracked` that PyTorch asks for.
  /// - Throws: `weights` where they cannot be brought into PyTorch's order.
  public static func bytes(of graph: Graph) throws(WritingError) -> [UInt8] {
    var tensors: [String: Tensor]
    do throws(GraphFormatError) { tensors = try exporting(graph) } catch { throw .weights(error) }
    for node in graph.nodes {
      guard case .batchNormalization = node.operation else { continue }
      tensors["\(node.name).num_batches_tracked"] = Tensor(shape: [], values: [0])
    }
    return Safetensors(metadata: ["format": "pt"], tensors: tensors).encoded()
  }
}
