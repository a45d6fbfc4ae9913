import Apus
import ApusInterchange
import ApusZoo
import Testing

/// `apus import --as`, which makes a network of weights.
struct ImportWeightsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func writeWeights(without name: String? = nil) throws -> String {
    var graph = try Zoo.Published.resNet20.graph(classes: 10)
    graph.initializeParameters(seed: 3)
    var tensors = try PyTorchWeights.exporting(graph)
    if let name { tensors[name] = nil }
    let path = folder.file("weights.safetensors")
    try Safetensors(tensors: tensors).write(to: path)
    return path
  }

  @Test func weightsBecomeTheNamedNetwork() throws {
    let outcome = try Program.apus.run(
      "import", writeWeights(), "--as", "resnet20", "--out", folder.file("network.safetensors"), "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    struct Figures: Decodable {
      var name: String
      var inputShape: [Int]
      var parameters: Int
      var offset: [Float]
    }
    let figures = try outcome.json(Figures.self)
    #expect(figures.name == "resnet20" && figures.inputShape == [32, 32, 3] && figures.parameters == 269_722)
    #expect(figures.offset == [123.675, 116.28, 103.53])
    var expected = try Zoo.Published.resNet20.graph(classes: 10)
    expected.initializeParameters(seed: 3)
    let read = try GraphFile.read(path: folder.file("network.safetensors"))
    #expect(read.parameters == expected.parameters && read.nodes == expected.nodes)
  }

  @Test func weightsOfAnotherNetworkAreNamed() throws {
    let out = folder.file("network.safetensors")
    let weights = try writeWeights(without: "linear.bias")
    for (arguments, complaint) in [
      (["--as", "resnet20"], "1 missing (linear.bias)"),
      (["--as", "resnet21"], "--as takes one of resnet18"),
      ([], "needs no import"), (["--input", "32x32x3"], "--input goes with --as"),
      (["--as", "vgg16", "--input", "5x5x3"], "does not fit its input"),
      (["--as", "resnet20", "--input", "32x32x1"], "conv1.weight"),
    ] {
      let outcome = try Program.apus.run(["import", weights, "--out", out], arguments)
      #expect(outcome.status != 0)
      #expect(outcome.errors.contains(complaint), "\(arguments): \(outcome.errors)")
    }
    #expect(folder.names == ["weights.safetensors"])
  }
}
