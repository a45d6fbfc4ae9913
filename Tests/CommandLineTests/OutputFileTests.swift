import Foundation
import Testing

/// What may stand where a file is to be written.
struct OutputFileTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  /// Every command that writes a file, reading one input.
  private func commands(input: String, out: String) -> [[String]] {
    switch URL(fileURLWithPath: out).pathExtension {
    case "apus": [["convert", input, "--out", out]]
    case "npy": [["run", fixture.model, "--input", input, "--output", out]]
    case _:
      [
        ["finetune", "--from", input, "--data", "synthetic:100", "--epochs", "1", "--out", out],
        ["compress", input, "--data", "synthetic:100", "--out", folder.file("x.apus"), "--float-out", out],
      ]
    }
  }

  @Test func anInputIsNotWrittenOver() throws {
    let npy = folder.file("a.npy")
    try Program.apus.run("prepare", fixture.model, fixture.files[0], "--out", npy)
    let model = try folder.write(fixture.folder.bytes("digits.apus"), to: "a.apus")
    let network = try folder.write(fixture.folder.bytes("digits.safetensors"), to: "a.safetensors")
    for input in [npy, model, network] {
      let name = URL(fileURLWithPath: input).lastPathComponent
      let before = try folder.bytes(name)
      let link = folder.file("link.\(URL(fileURLWithPath: input).pathExtension)")
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: input)
      for out in [input, link, "\(folder.path)/./\(name)"] {
        for words in commands(input: input, out: out) {
          let outcome = try Program.apus.run(words)
          #expect(outcome.status == 1, "\(words)")
          #expect(outcome.complaints(of: "apus").count == 1)
          #expect(
            outcome.errors.contains("cannot write \(out): ") && outcome.errors.contains("is read as well"))
          #expect(try folder.bytes(name) == before)
        }
      }
    }
  }

  @Test func aReadOnlyFileIsNotReplaced() throws {
    let out = try folder.write([1, 2, 3], to: "a.apus")
    chmod(out, 0o444)
    let outcome = try Program.apus.run("convert", fixture.model, "--out", out)
    #expect(outcome.status == 1)
    #expect(outcome.complaints(of: "apus") == ["apus: cannot write \(out): it is read-only"])
    #expect(try folder.bytes("a.apus") == [1, 2, 3])
  }

  @Test func whatWasPlantedIsNeitherFollowedNorWaitedFor() throws {
    let victim = try folder.write([7], to: "victim")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file(".a.apus.partial"), withDestinationPath: victim)
    #expect(mkfifo(folder.file(".b.apus.partial"), 0o600) == 0)
    for name in ["a.apus", "b.apus"] {
      #expect(try Program.apus.run("convert", fixture.model, "--out", folder.file(name)).status == 0)
    }
    #expect(try folder.bytes("victim") == [7])
    #expect(folder.names == [".a.apus.partial", ".b.apus.partial", "a.apus", "b.apus", "victim"])
  }

  @Test func endlessInputsAreRefused() throws {
    let sparse = try folder.write([], to: "a.tflite")
    try #require(truncate(sparse, 60 << 30) == 0)
    let out = folder.file("a.apus")
    for words in [
      ["import", sparse, "--out", out], ["import", "/dev/zero", "--out", out],
      ["run", "/dev/zero", fixture.files[0]],
      ["run", fixture.model, "/dev/zero"], ["evaluate", "/dev/zero"], ["inspect", sparse],
      ["run", fixture.model, "--input", sparse, "--output", folder.file("a.npy")],
    ] {
      let outcome = try Program.apus.run(words)
      #expect(outcome.status == 1, "\(words)")
      #expect(outcome.complaints(of: "apus").count == 1, "\(words): \(outcome.errors)")
    }
  }
}
