import Foundation
import Testing

/// From a pretrained network to answers, as in the README, in small.
@Suite(.serialized) struct MainPathTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture.shared.get() }

  private struct Training: Decodable {
    var validationAccuracy: Double
    var parameters: Int
  }

  private struct Compression: Decodable {
    struct Layer: Decodable { var name: String }
    var int8Bytes: Int
    var arenaBytes: Int
    var multiplyAccumulates: Int
    var multiplyAccumulatesBefore: Int
    var validationInt8Accuracy: Double
    var layers: [Layer]
  }

  private struct Evaluation: Decodable {
    var correct: Int
    var total: Int
    var accuracy: Double
  }

  private struct Comparison: Decodable {
    struct Difference: Decodable { var image: String }
    var total: Int
    var floatAccuracy: Double
    var int8Accuracy: Double
    var agreement: Double
    var floatBytes: Int
    var int8Bytes: Int
    var arenaBytes: Int
    var differences: [Difference]
  }

  private struct Answer: Decodable {
    var path: String
    var `class`: String
    var confidence: Float
    var scores: [Float]
    var outputs: [Int]
  }

  @Test func fineTuningLearnsAndSaysHowWell() throws {
    #expect(fixture.fineTuning.status == 0)
    let figures = try fixture.fineTuning.json(Training.self)
    #expect(figures.parameters == 61_706)
    #expect(figures.validationAccuracy > 0.9)
  }

  @Test func compressionReportsBytesArenaAndEveryLayer() throws {
    #expect(fixture.compression.status == 0)
    let figures = try fixture.compression.json(Compression.self)
    #expect(figures.int8Bytes == (try fixture.folder.bytes("digits.apus")).count)
    #expect(figures.int8Bytes <= 68 << 10)
    #expect(figures.arenaBytes <= 6 << 10)
    #expect(figures.layers.map(\.name).contains("fc3"))
    #expect(figures.validationInt8Accuracy > 0.9)
  }

  @Test func evaluatingAndComparingAgree() throws {
    func evaluate(_ file: String) throws -> Evaluation {
      try Program.apus.run("evaluate", file, "--data", "synthetic:3000", "--json").json()
    }
    let float = try evaluate(fixture.network)
    let int8 = try evaluate(fixture.model)
    #expect(float.total == 600)
    #expect(float.accuracy == Double(float.correct) / 600)
    let both = try Program.apus.run(
      "compare", fixture.network, fixture.model, "--data", "synthetic:3000", "--json"
    ).json(Comparison.self)
    #expect(both.floatAccuracy == float.accuracy)
    #expect(both.int8Accuracy == int8.accuracy)
    #expect(both.total == 600)
    #expect(abs(both.agreement - (1 - Double(both.differences.count) / 600)) < 1e-12)
    #expect(both.agreement > 0.97)
    #expect(both.int8Bytes == (try fixture.folder.bytes("digits.apus")).count)
    #expect(both.floatBytes == (try fixture.folder.bytes("digits.safetensors")).count)
  }

  @Test func comparisonAsTextShowsBothMatrices() throws {
    let text = try Program.apus.run(
      "compare", fixture.network, fixture.model, "--data", "synthetic:1000", "--show")
    #expect(text.status == 0)
    #expect(text.output.components(separatedBy: "recall").count == 3)
    #expect(text.output.contains("agreement"))
  }

  @Test func bothRunnersPrintTheSameBytes() throws {
    #expect(fixture.files.count == 40)
    for arguments in [["run"], ["run", "--json"]] {
      let apus = try Program.apus.run(arguments, [fixture.model], fixture.files)
      let tiny = try Program.apusRun.run(Array(arguments.dropFirst()), [fixture.model], fixture.files)
      #expect(apus.status == 0 && tiny.status == 0)
      #expect(!apus.output.isEmpty && apus.output == tiny.output)
    }
  }

  @Test func answersNameClassesAndMostAreRight() throws {
    let outcome = try Program.apus.run(["run", "--json"], [fixture.model], fixture.files)
    let answers = try outcome.json([Answer].self)
    #expect(answers.map(\.path) == fixture.files)
    for answer in answers {
      #expect(answer.scores.count == 10 && answer.outputs.count == 10)
      #expect(abs(answer.scores.reduce(0, +) - 1) < 1e-5)
      #expect(answer.confidence == answer.scores.max())
      #expect(Int(answer.class) == answer.scores.firstIndex(of: answer.confidence))
    }
    let right = answers.filter {
      URL(fileURLWithPath: $0.path).deletingLastPathComponent().lastPathComponent == $0.class
    }
    #expect(right.count >= 36)
  }

  @Test func whatAModelSeesCanBeDrawn() throws {
    let outcome = try Program.apus.run("run", "--show", fixture.model, fixture.files[0])
    // The answer, and the 28 rows of the input.
    #expect(outcome.output.split(separator: "\n", omittingEmptySubsequences: false).count == 30)
    #expect(outcome.output.contains("@@"))
  }

  @Test func inspectionAddsUp() throws {
    struct Description: Decodable {
      struct Operator: Decodable {
        var kind: String
        var multiplyAccumulates: Int
        var constantsBytes: Int
      }
      var fileBytes: Int
      var arenaBytes: Int
      var arenaLowerBound: Int
      var multiplyAccumulates: Int
      var classes: [String]
      var operators: [Operator]
    }
    let description = try Program.apus.run("inspect", fixture.model, "--json").json(Description.self)
    // 28·28·6·25 + 10·10·16·150 + 400·120 + 120·84 + 84·10
    #expect(description.multiplyAccumulates == 416_520)
    #expect(description.operators.reduce(0) { $0 + $1.multiplyAccumulates } == 416_520)
    #expect(description.arenaLowerBound <= description.arenaBytes)
    #expect(description.classes == (0...9).map(String.init))
    #expect(description.fileBytes == (try fixture.folder.bytes("digits.apus")).count)
    let text = try Program.apus.run("inspect", fixture.model)
    #expect(text.output.contains("416,520 multiply-accumulates"))
    #expect(text.output.contains("█"))
  }

  @Test func benchmarkTimesEveryOperator() throws {
    struct Figures: Decodable {
      struct Operator: Decodable { var microseconds: Double }
      var runs: Int
      var microseconds: Double
      var operators: [Operator]
    }
    let figures = try Program.apus.run("bench", fixture.model, "--runs", "20", "--json").json(Figures.self)
    #expect(figures.runs == 20 && figures.microseconds > 0)
    #expect(figures.operators.count >= 7)
    #expect(try Program.apus.run("bench", fixture.model, "--runs", "5").output.contains("GMAC/s"))
  }

  @Test func pruningShrinksTheModelAndItsArithmetic() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.apus.run(
      "compress", fixture.network, "--data", "synthetic:1000", "--keep", "0.5", "--rounds", "2",
      "--recover-epochs", "1", "--out", folder.file("small.apus"), "--float-out",
      folder.file("small.safetensors"), "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let figures = try outcome.json(Compression.self)
    #expect(figures.multiplyAccumulatesBefore == 416_520)
    #expect(figures.multiplyAccumulates <= 208_260)
    #expect(figures.int8Bytes < (try fixture.folder.bytes("digits.apus")).count)
    // The pruned float network is a network like any other.
    let again = try Program.apus.run(
      "evaluate", folder.file("small.safetensors"), "--data", "synthetic:1000", "--json")
    #expect(try again.json(Evaluation.self).accuracy > 0.8)
  }

  @Test func pretrainingKeepsTheOutputsAskedFor() throws {
    let folder = try TemporaryFolder()
    let outcome = try Program.apus.run(
      "pretrain", "lenet5", "--data", "synthetic:600", "--data", fixture.images, "--epochs", "1",
      "--keep-classes", "[!x]*", "--out", folder.file("net.safetensors"))
    // Patterns have no character classes: nothing is called "[!x]…".
    #expect(outcome.status == 2)
    let sound = try Program.apus.run(
      "pretrain", "lenet5", "--data", "synthetic:600", "--data", fixture.images, "--epochs", "1",
      "--keep-classes", "?", "--out", folder.file("net.safetensors"), "--json")
    #expect(sound.status == 0, "\(sound.errors)")
    #expect(try sound.json(Training.self).parameters == 61_706)
    #expect(folder.names == ["net.safetensors"])
  }
}
