import ApusGraph
import ApusInterchange
import ApusZoo
import Testing

/// Weights written for PyTorch.
@Suite struct PyTorchWritingTests {
  @Test(arguments: [Zoo.Architecture.leNet5, .resNet8]) func weightsComeBackAsTheyWere(
    _ architecture: Zoo.Architecture
  ) throws {
    let graph = try Zoo.startingPoint(architecture, inputShape: nil, seed: 3).graph
    let file = try Safetensors(decoding: PyTorchWeights.bytes(of: graph))
    #expect(file.metadata == ["format": "pt"])
    #expect(try PyTorchWeights.importing(file.tensors, into: graph) == graph)
  }

  @Test func layoutsAreThoseOfPyTorch() throws {
    let graph = try Zoo.startingPoint(.leNet5, inputShape: nil, seed: 3).graph
    let file = try Safetensors(decoding: PyTorchWeights.bytes(of: graph))
    #expect(file.tensors["conv2.weight"]?.shape == [16, 6, 5, 5])
    #expect(file.tensors["fc1.weight"]?.shape == [120, 400])
  }

  @Test func normalizationsCountTheirBatches() throws {
    let graph = try Zoo.startingPoint(.resNet8, inputShape: nil, seed: 3).graph
    let file = try Safetensors(decoding: PyTorchWeights.bytes(of: graph))
    let normalizations = graph.nodes.count {
      if case .batchNormalization = $0.operation { true } else { false }
    }
    #expect(normalizations > 0)
    #expect(file.tensors.count { $0.key.hasSuffix(".num_batches_tracked") } == normalizations)
  }
}
