import Foundation
import Testing

/// `apus prepare`, and what `apus inspect` says for the tools of microcontrollers.
struct PrepareTests {
  private let fixture: Fixture

  private static func grouped(_ number: Int) -> String {
    number < 1000 ? "\(number)" : "\(number / 1000)," + String("\(1000 + number % 1000)".dropFirst())
  }

  init() throws { fixture = try Fixture.shared.get() }

  @Test func preparedInputsGiveTheAnswersOfTheImages() throws {
    struct Answer: Decodable { var outputs: [Int] }
    let (inputs, outputs) = (fixture.folder.file("prepared.npy"), fixture.folder.file("answers.npy"))
    let images = Array(fixture.files.prefix(5))
    let prepared = try Program.apus.run(["prepare", fixture.model], images, ["--out", inputs])
    #expect(prepared.status == 0, "\(prepared.errors)")
    try Program.apus.run("run", fixture.model, "--input", inputs, "--output", outputs)
    let answers = try Program.apus.run(["run", fixture.model], images, ["--json"]).json([Answer].self)
    let expected = answers.flatMap(\.outputs).map { UInt8(truncatingIfNeeded: $0) }
    #expect(expected.count == 50)
    #expect(try fixture.folder.bytes("answers.npy").suffix(50) == expected[...])
  }

  @Test func anImageThatIsNotThere() throws {
    let out = fixture.folder.file("missing.npy")
    let outcome = try Program.apus.run("prepare", fixture.model, "/nowhere.jpg", "--out", out)
    #expect(outcome.status == 1)
    #expect(outcome.complaints(of: "apus").count == 1)
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test func inspectionTellsWhatMicrocontrollersNeed() throws {
    struct Description: Decodable {
      struct Tensor: Decodable { var shape: [Int] }
      struct KernelMemory: Decodable { var arenaBytes, libraryBytes: Int }
      var arenaBytes: Int
      var operatorMask: UInt32
      var inputTensor, outputTensor: Tensor
      var givesProbabilities: Bool
      var kernelSets: [String: KernelMemory]
    }
    let found = try Program.apus.run("inspect", fixture.model, "--json").json(Description.self)
    #expect(found.inputTensor.shape == [28, 28, 1] && found.outputTensor.shape == [10])
    #expect(!found.givesProbabilities)
    // Convolution, dense, largest of windows, view.
    #expect(found.operatorMask == 1 << 1 | 1 << 3 | 1 << 4 | 1 << 13)
    #expect(Set(found.kernelSets.keys) == ["portable", "dsp", "helium"])
    #expect(found.kernelSets["portable"]?.arenaBytes == found.arenaBytes)
    for memory in found.kernelSets.values {
      #expect(memory.arenaBytes >= found.arenaBytes)
      #expect(memory.libraryBytes == memory.arenaBytes + 32)
    }
    let text = try Program.apus.run("inspect", fixture.model).output
    let portable = "on a microcontroller: \(Self.grouped(found.arenaBytes)) bytes with portable kernels, "
    #expect(text.contains(portable))
    #expect(text.contains(" with helium\n"))
  }
}
