import ApusGraph
import ApusInterchange
import ApusZoo
import FileTestSupport
import Testing

@Suite struct PyTorchWeightsTests {
  @Test(.enabled(if: sharedFile("models/cifar10-resnet20/resnet20.safetensors") != nil, "no shared models"))
  func resNet20IsImported() throws {
    let path = try #require(sharedFile("models/cifar10-resnet20/resnet20.safetensors"))
    let file = try Safetensors(path: path)
    let graph = try PyTorchWeights.importing(file.tensors, into: Zoo.resNet20())
    let theirs = try #require(file.tensors["layer2.0.conv1.weight"])
    let ours = try #require(graph.parameters["layer2.0.conv1.weight"])
    #expect(theirs.shape == [32, 16, 3, 3])
    #expect(ours.shape == [32, 3, 3, 16])
    for (output, input, row, column) in [(0, 0, 0, 0), (31, 15, 2, 2), (7, 3, 1, 2)] {
      #expect(
        ours.values[((output * 3 + row) * 3 + column) * 16 + input]
          == theirs.values[((output * 16 + input) * 3 + row) * 3 + column])
    }
    #expect(graph.parameters["linear.weight"] == file.tensors["linear.weight"])
    #expect(try PyTorchWeights.exporting(graph) == file.tensors)
  }

  /// Each element's value is its own index in PyTorch's layout, computed by hand.
  @Test func aFlattenedFeatureMapReordersTheDenseLayer() throws {
    let graph = try Zoo.leNet5()
    var tensors = try PyTorchWeights.exporting(graph)
    #expect(tensors["fc1.weight"]?.shape == [120, 400])
    tensors["fc1.weight"]!.values = (0..<120 * 400).map { Float($0) }
    tensors["conv2.weight"]!.values = (0..<16 * 6 * 25).map { Float($0) }
    tensors["bn.num_batches_tracked"] = Tensor(shape: [], values: [9])
    let imported = try PyTorchWeights.importing(tensors, into: graph)
    let (channel, row, column) = (11, 3, 2)
    #expect(
      imported.parameters["fc1.weight"]!.values[5 * 400 + (row * 5 + column) * 16 + channel]
        == Float(5 * 400 + channel * 25 + row * 5 + column))
    #expect(
      imported.parameters["conv2.weight"]!.values[((9 * 5 + 1) * 5 + 4) * 6 + 2]
        == Float(((9 * 6 + 2) * 5 + 1) * 5 + 4))
    #expect(imported.parameters["fc2.weight"] == graph.parameters["fc2.weight"])
  }

  @Test func depthwiseWeightsAreTransposed() throws {
    var builder = GraphBuilder(name: "dw", inputShape: [4, 4, 3], preprocessing: .photograph)
    let body = DepthwiseConvolution(
      channels: 3, multiplier: 2, window: Window(kernel: Size(height: 2, width: 3)), hasBias: false)
    builder.add("dw", .depthwiseConvolution(body))
    let weights = Tensor(shape: [6, 1, 2, 3], values: (0..<36).map { Float($0) })
    let graph = try PyTorchWeights.importing(["dw.weight": weights], into: builder.build(seed: 0))
    #expect(graph.parameters["dw.weight"]?.shape == [2, 3, 6])
    #expect(graph.parameters["dw.weight"]!.values[(1 * 3 + 2) * 6 + 4] == Float(4 * 6 + 1 * 3 + 2))
    #expect(try PyTorchWeights.exporting(graph) == ["dw.weight": weights])
  }

  /// `ConvTranspose2d` has input channels first.
  @Test func transposedConvolutionsAreTransposed() throws {
    var builder = GraphBuilder(name: "up", inputShape: [4, 4, 3], preprocessing: .photograph)
    let body = TransposedConvolution(
      inputChannels: 3, outputChannels: 5, kernel: Size(height: 2, width: 4), stride: Size(2), hasBias: false)
    builder.add("up", .transposedConvolution(body))
    let weights = Tensor(shape: [3, 5, 2, 4], values: (0..<120).map { Float($0) })
    let graph = try PyTorchWeights.importing(["up.weight": weights], into: builder.build(seed: 0))
    #expect(graph.parameters["up.weight"]?.shape == [5, 2, 4, 3])
    #expect(
      graph.parameters["up.weight"]!.values[((3 * 2 + 1) * 4 + 2) * 3 + 1]
        == Float(((1 * 5 + 3) * 2 + 1) * 4 + 2))
    #expect(try PyTorchWeights.exporting(graph) == ["up.weight": weights])
  }

  @Test func everyMismatchIsNamed() throws {
    let graph = try Zoo.leNet5()
    let sound = try PyTorchWeights.exporting(graph)
    var tensors = sound
    tensors["conv1.weight"] = nil
    #expect(throws: GraphFormatError.graph(.missingParameter("conv1.weight"))) {
      try PyTorchWeights.importing(tensors, into: graph)
    }
    tensors = sound
    tensors["conv2.weight"] = Tensor(shape: [16, 5, 5, 6])
    #expect(
      throws: GraphFormatError.graph(
        .parameterShape("conv2.weight", expected: [16, 6, 5, 5], found: [16, 5, 5, 6]))
    ) { try PyTorchWeights.importing(tensors, into: graph) }
    tensors = sound
    tensors["conv9.weight"] = Tensor(shape: [1])
    #expect(throws: GraphFormatError.graph(.strayParameter("conv9.weight"))) {
      try PyTorchWeights.importing(tensors, into: graph)
    }
  }
}
