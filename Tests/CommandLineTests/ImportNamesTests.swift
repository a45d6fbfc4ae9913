import ApusInterchange
import Foundation
import Testing

/// What `apus import` is told of a network beside its file: names, meaning, preprocessing, limits.
@Suite struct ImportNamesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ApusInterchangeTests/Fixtures/tflite-labels.json")
    let files = try JSONDecoder().decode([String: Data].self, from: Data(contentsOf: fixtures))
    for (name, bytes) in files { try folder.write(Array(bytes), to: "\(name).tflite") }
  }

  private struct Figures: Decodable {
    var meaning: String
    var classNames: [String]
    var offset: [Float]
    var divisor: [Float]
  }

  private func imported(_ name: String, _ options: String...) throws -> Program.Outcome {
    try Program.apus.run(
      ["import", folder.file("\(name).tflite"), "--out", folder.file("net.apus"), "--json"], options)
  }

  @Test func namesInTheFileReachTheModel() throws {
    let figures = try imported("softmax").json(Figures.self)
    #expect(figures.classNames == ["daisy", "rose", "tulip"])
    #expect(figures.offset == [127.5] && figures.divisor == [127.5])
    let inspected = try Program.apus.run("inspect", folder.file("net.apus"), "--json")
    #expect(inspected.output.contains("daisy") && inspected.output.contains("tulip"), "\(inspected.output)")
  }

  @Test func namesAreAFileOrAList() throws {
    try folder.write(Array("one\ntwo\nthree\n".utf8), to: "labels.txt")
    let fromFile = try imported("softmax", "--classes", folder.file("labels.txt")).json(Figures.self)
    #expect(fromFile.classNames == ["one", "two", "three"])
    let fromList = try imported("no archive", "--classes", "a, b,c").json(Figures.self)
    #expect(fromList.classNames == ["a", "b", "c"])
    let binary = try imported("binary", "--classes", "no,yes").json(Figures.self)
    #expect(binary.classNames == ["no", "yes"] && binary.meaning == "probability")
  }

  @Test func aWrongNumberOfNamesIsSaid() throws {
    for (name, options, words) in [
      ("softmax", ["--classes", "a,b"], "has 3 classes, not 2"), ("too few", [], "--classes gives others"),
      ("missing", [], "--classes gives them"),
      ("softmax", ["--classes", folder.file("none.txt")], "does not exist"),
      ("softmax", ["--classes", "a,b,c", "--meaning", "values"], "plain values"),
    ] {
      let outcome = try Program.apus.run(
        ["import", folder.file("\(name).tflite"), "--out", folder.file("none.apus")], options)
      #expect(outcome.status == 1)
      #expect(outcome.complaints(of: "apus").first?.contains(words) == true, "\(outcome.errors)")
      #expect(!folder.names.contains("none.apus"))
    }
  }

  @Test func everyClassHasAName() throws {
    let outcome = try imported("softmax", "--classes", "a,,c")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("class 1 has no name"), "\(outcome.errors)")
  }

  @Test func meaningAndPreprocessingCanBeSaid() throws {
    let figures = try imported("softmax", "--meaning", "independentProbabilities", "--divisor", "255")
      .json(Figures.self)
    #expect(figures.meaning == "independentProbabilities")
    #expect(figures.offset == [0] && figures.divisor == [255])
    for wrong in [["--meaning", "guesses"], ["--fit", "tight"], ["--limits", "0"]] {
      let outcome = try Program.apus.run(
        ["import", folder.file("softmax.tflite"), "--out", folder.file("net.apus")], wrong)
      #expect(outcome.status == 2)
    }
  }
}
