import ApusFiles
import ApusGraph
import ApusInterchange
import ApusZoo
import FileTestSupport
import Testing

/// Weights under PyTorch's names, put into the published architectures.
@Suite struct PublishedWeightsTests {
  /// Weights such as PyTorch would write them: of the right extents, each filled with its own numbers.
  private func weights(of graph: Graph) -> [String: Tensor] {
    var source = RandomSource(seed: 5, stream: 1)
    return PyTorchWeights.extents(of: graph).mapValues { extents in
      Tensor(shape: extents, values: (0..<extents.reduce(1, *)).map { _ in Float(source.uniform()) + 0.5 })
    }
  }

  private let small: Shape = [32, 32, 3]

  @Test(arguments: [Zoo.Published.resNet20, .mobileNetV3Small, .squeezeNet11])
  func weightsGoThereAndBack(_ architecture: Zoo.Published) throws {
    let graph = try architecture.graph(inputShape: small, classes: 5)
    let weights = weights(of: graph)
    let read = try Zoo.published(architecture, weights: weights, inputShape: small)
    #expect(try read.outputShape() == [5])
    #expect(try PyTorchWeights.exporting(read) == weights)
  }

  @Test func whatAllNamesHaveInFrontIsLeftOut() throws {
    let graph = try Zoo.Published.resNet20.graph(classes: 10)
    var weights = weights(of: graph)
    let plain = try Zoo.published(.resNet20, weights: weights)
    weights = Dictionary(uniqueKeysWithValues: weights.map { ("module.\($0.key)", $0.value) })
    weights["module.bn1.num_batches_tracked"] = Tensor(shape: [], values: [7])
    #expect(try Zoo.published(.resNet20, weights: weights) == plain)
  }

  @Test func allNamesThatDoNotFitAreTold() throws {
    var weights = weights(of: try Zoo.Published.resNet20.graph(classes: 10))
    weights["conv1.weight"] = Tensor(shape: [16, 3, 5, 5], values: Array(repeating: 0, count: 1200))
    weights["bn1.bias"] = nil
    weights["bn1.weight"] = nil
    weights["extra"] = Tensor(shape: [1], values: [0])
    #expect {
      try Zoo.published(.resNet20, weights: weights)
    } throws: { error in
      guard case ZooError.weights(.resNet20, let mismatch) = error else { return false }
      return mismatch.missing == ["bn1.bias", "bn1.weight"] && mismatch.surplus == ["extra"]
        && mismatch.misshapen == [
          .init(name: "conv1.weight", expected: [16, 3, 3, 3], found: [16, 3, 5, 5])
        ]
    }
    #expect(throws: ZooError.self) { try Zoo.published(.resNet20, weights: [:]) }
  }

  @Test func weightsThatAreNoNumbersAreRefused() throws {
    var weights = weights(of: try Zoo.Published.resNet20.graph(classes: 10))
    weights["linear.bias"]?.values[3] = .nan
    #expect(throws: ZooError.self) { try Zoo.published(.resNet20, weights: weights) }
  }

  /// A dense layer may come as a convolution of the whole map, as timm's VGG has it.
  @Test func aConvolutionOfTheWholeMapIsADenseLayer() throws {
    var weights = weights(of: try Zoo.Published.resNet20.graph(classes: 10))
    let plain = try Zoo.published(.resNet20, weights: weights)
    weights["linear.weight"]?.shape = [10, 64, 1, 1]
    #expect(try Zoo.published(.resNet20, weights: weights) == plain)
  }
}
