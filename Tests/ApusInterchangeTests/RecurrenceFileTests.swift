import ApusGraph
import ApusInterchange
import Testing

/// Recurrent layers in files.
@Suite struct RecurrenceFileTests {
  private static let bodies: [any StatefulOperation] = [
    LSTM(inputFeatures: 3, units: 4, cellClip: 1.5), LSTM(inputFeatures: 3, units: 4, output: .cell),
    GRU(inputFeatures: 3, units: 4, resetsAfterProduct: true),
    GRU(inputFeatures: 3, units: 4, reversed: true, resetsAfterProduct: false),
    SimpleRNN(inputFeatures: 3, units: 4, returnsSequence: false, activation: .relu),
    SVDF(inputFeatures: 3, units: 4, rank: 2, memory: 5, rectifies: false),
  ]

  private func graph(_ body: any StatefulOperation) throws -> Graph {
    var builder = GraphBuilder(name: "recurrent", inputShape: [6, 3], preprocessing: nil)
    builder.add("layer", body.operation)
    return try builder.build(seed: 2)
  }

  @Test(arguments: bodies.indices) func everyLayerSurvivesTheRoundTrip(_ index: Int) throws {
    let graph = try graph(Self.bodies[index])
    #expect(try GraphFile.graph(from: GraphFile.safetensors(of: graph)) == graph)
  }

  /// PyTorch's modules have two biases; of an LSTM and a simple RNN only their sum matters.
  @Test(arguments: bodies.indices) func pyTorchsNamesLeadBackToTheSameLayer(_ index: Int) throws {
    let graph = try graph(Self.bodies[index])
    let tensors = try PyTorchWeights.exporting(graph)
    if let body = Self.bodies[index] as? any RecurrentOperation, !body.reversed {
      #expect(
        Set(tensors.keys)
          == ["layer.weight_ih_l0", "layer.weight_hh_l0", "layer.bias_ih_l0", "layer.bias_hh_l0"])
    }
    #expect(try PyTorchWeights.importing(tensors, into: graph) == graph)
  }

  @Test func twoBiasesBecomeOne() throws {
    let graph = try graph(LSTM(inputFeatures: 3, units: 4))
    var tensors = try PyTorchWeights.exporting(graph)
    tensors["layer.bias_ih_l0"] = Tensor(shape: [16], repeating: 0.5)
    tensors["layer.bias_hh_l0"] = Tensor(shape: [16], repeating: 0.25)
    let imported = try PyTorchWeights.importing(tensors, into: graph)
    #expect(imported.parameters["layer.bias"] == Tensor(shape: [16], repeating: 0.75))
  }

  @Test func aModuleWithoutBiasesHasZeros() throws {
    let graph = try graph(GRU(inputFeatures: 3, units: 4))
    var tensors = try PyTorchWeights.exporting(graph)
    tensors["layer.bias_ih_l0"] = nil
    tensors["layer.bias_hh_l0"] = nil
    let imported = try PyTorchWeights.importing(tensors, into: graph)
    #expect(imported.parameters["layer.bias"] == Tensor(shape: [12]))
    #expect(imported.parameters["layer.recurrentBias"] == Tensor(shape: [12]))
  }
}
