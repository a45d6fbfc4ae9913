import Apus
import ApusData
import Foundation
import Testing

/// What a network's outputs mean is obeyed from training to the answer: by finetune, evaluate, compress, compare and run.
@Suite struct OutputMeaningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Training: Decodable { var validationAccuracy: Double }

  private struct Compression: Decodable { var validationInt8Accuracy: Double }

  private struct Evaluation: Decodable {
    struct Class: Decodable {
      var name: String
      var images: Int
      var recall: Double?
    }
    var accuracy: Double
    var balancedAccuracy: Double
    var classes: [Class]
    var confusion: [[Int]]?
  }

  private struct Comparison: Decodable { var agreement: Double }

  private struct Answer: Decodable {
    var `class`: String
    var confidence: Double
    var scores: [Double]
  }

  /// Digits as class folders: those below `count`, called by their names.
  private func digits(_ names: [String], images: Int) throws -> String {
    let all = ImageDataset.syntheticDigits(count: images * 10 / names.count, seed: 3)
    var chosen = all.subset(all.labels.indices.filter { all.labels[$0] < names.count })
    chosen.classNames = names
    let path = folder.file("digits\(names.count)")
    try chosen.exportJPEGs(count: images, to: path)
    return path
  }

  /// A small network of sigmoids.
  private func sigmoids(_ count: Int, names: [String]) throws -> String {
    var builder = GraphBuilder(name: "sigmoids", inputShape: [28, 28, 1], preprocessing: .digit)
    try builder.convolution("conv", channels: 6, kernel: 5, stride: 3)
    builder.add("relu", .relu(ReLU()))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc", features: count)
    builder.add("sigmoid", .sigmoid(Sigmoid()))
    builder.output("class", classNames: names)
    let path = folder.file("start\(count).safetensors")
    try GraphFile.write(builder.build(seed: 1), to: path)
    return path
  }

  @Test(arguments: [1, 3]) func sigmoidsFromTrainingToTheAnswer(count: Int) throws {
    let names = count == 1 ? ["zero", "one"] : ["zero", "one", "two"]
    let data = try digits(names, images: 400)
    let start = try sigmoids(count, names: names)
    let (network, model) = (folder.file("net.safetensors"), folder.file("net.apus"))
    let trained = try Program.apus.run(
      "finetune", "--from", start, "--data", data, "--epochs", "6", "--learning-rate", "0.01", "--out",
      network,
      "--json")
    #expect(trained.status == 0, "\(trained.errors)")
    #expect(try trained.json(Training.self).validationAccuracy > 0.9)
    let compressed = try Program.apus.run("compress", network, "--data", data, "--out", model, "--json")
    #expect(compressed.status == 0, "\(compressed.errors)")
    #expect(try compressed.json(Compression.self).validationInt8Accuracy > 0.85)
    for file in [network, model] {
      let outcome = try Program.apus.run("evaluate", file, "--data", data, "--confusion", "--json")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let figures = try outcome.json(Evaluation.self)
      #expect(figures.accuracy > 0.9)
      #expect(Set(figures.classes.map(\.name)) == Set(names))
      #expect(figures.confusion?.count == names.count)
    }
    let compared = try Program.apus.run("compare", network, model, "--data", data, "--json")
    #expect(compared.status == 0, "\(compared.errors)")
    #expect(try compared.json(Comparison.self).agreement > 0.95)

    let ones = try FileManager.default.contentsOfDirectory(atPath: "\(data)/one").sorted().prefix(20)
    let outcome = try Program.apus.run(["run", model, "--json"] + ones.map { "\(data)/one/\($0)" })
    let answers = try outcome.json([Answer].self)
    #expect(answers.count { $0.class == "one" } > 15)
    let answer = try #require(answers.first { $0.class == "one" })
    #expect(answer.scores.count == names.count && answer.scores.allSatisfy { (0...1).contains($0) })
    #expect(answer.confidence == answer.scores.max())
  }

  /// Ten outputs and three classes: neither names nor numbers match, which was a trap or a meaningless accuracy.
  @Test func classesThatDoNotMatchAreSaid() throws {
    let data = try digits(["a", "b", "c"], images: 30)
    var graph = try Zoo.leNet5(seed: 1)
    graph.classNames = []
    let network = folder.file("unnamed.safetensors")
    try GraphFile.write(graph, to: network)
    let outcome = try Program.apus.run("evaluate", network, "--data", data)
    #expect(outcome.status == 1)
    #expect(outcome.complaints(of: "apus").count == 1)
    #expect(outcome.errors.contains("10 classes without names, and the data has 3"))
  }

  @Test func aNetworkThatGivesNoNumbersIsSaid() throws {
    let data = try digits(["0", "1"], images: 20)
    var graph = try Zoo.leNet5(seed: 1)
    graph.classNames = (0...9).map(String.init)
    for (name, parameter) in graph.parameters {
      graph.parameters[name]?.values = parameter.values.map { $0 * 1e15 }
    }
    let network = folder.file("wild.safetensors")
    try GraphFile.write(graph, to: network)
    let outcome = try Program.apus.run("evaluate", network, "--data", data)
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    let sentence = "is not a number or infinite, first in the value of "
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}
