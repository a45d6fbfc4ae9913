import ApusEngine
import ApusGraph
import ApusInterchange
import ApusZoo
import FileTestSupport
import Testing

@Suite struct PyTorchAgreementTests {
  /// ResNet-20's weights from PyTorch, on PyTorch's own inputs, must give PyTorch's logits: import, layouts,
  /// shortcuts and engine together.
  @Test(.enabled(if: sharedFile("golden/resnet20-logits.npy") != nil, "no shared golden files"))
  func importedResNet20GivesPyTorchsLogits() throws {
    let weights = try Safetensors(path: #require(sharedFile("models/cifar10-resnet20/resnet20.safetensors")))
    let graph = try PyTorchWeights.importing(weights.tensors, into: Zoo.resNet20())
    let input = try NumPyArray(path: #require(sharedFile("golden/resnet20-input.npy")))
    let logits = try NumPyArray(path: #require(sharedFile("golden/resnet20-logits.npy")))
    guard case .float32(let pixels) = input.elements, case .float32(let expected) = logits.elements else {
      Issue.record("the golden files are of other types")
      return
    }
    #expect(input.shape == [16, 3, 32, 32])

    let engine = try Engine(graph, batchSize: 16, mode: .inference)
    for image in 0..<16 {
      for channel in 0..<3 {
        for position in 0..<1024 {
          engine.input[(image * 1024 + position) * 3 + channel] =
            pixels[(image * 3 + channel) * 1024 + position]
        }
      }
    }
    try engine.forward()
    for (found, expected) in zip(engine.output, expected) { #expect(abs(found - expected) < 1e-3) }
  }
}
