import Foundation
import Testing

/// A file where another kind belongs is told what it is.
struct WrongKindTests {
  private let fixture: Fixture
  private let folder: TemporaryFolder

  init() throws {
    fixture = try Fixture.shared.get()
    folder = try TemporaryFolder()
  }

  /// A file of each kind that people mix up, by the name that sentences have for it.
  private func samples() throws -> [String: String] {
    func text(_ text: String) -> [UInt8] { Array(text.utf8) }
    return [
      "an .apus file": fixture.model, "a .safetensors file": fixture.network,
      "a JPEG picture": fixture.files[0],
      "a .tflite file": try folder.write([28, 0, 0, 0] + text("TFL3"), to: "a.tflite"),
      "an .onnx file": try folder.write([8, 8, 0x12, 7] + text("pytorch"), to: "a.onnx"),
      "an HDF5 file": try folder.write([0x89] + text("HDF\r\n\u{1A}\n"), to: "a.h5"),
      "a .npy file": try folder.write([0x93] + text("NUMPY\u{1}"), to: "a.npy"),
      "a .zip archive": try folder.write(text("PK\u{3}\u{4}"), to: "a.zip"),
      "a text file": try folder.write(text("notes"), to: "a.txt"),
      "an empty file": try folder.write([], to: "empty"),
      "a checkpoint of training": try folder.write(
        [64, 0, 0, 0, 0, 0, 0, 0] + text("{\"__metadata__\":{\"apus.checkpoint\":\"{}\"}}"),
        to: "a.checkpoint"),
      "a folder": fixture.images,
    ]
  }

  /// Every argument that takes a file, and the kinds that it takes.
  private func arguments(_ path: String) -> [(words: [String], takes: [String])] {
    let out = folder.file("out")
    return [
      (["run", path, fixture.files[0]], ["an .apus file"]), (["inspect", path], ["an .apus file"]),
      (["bench", path], ["an .apus file"]), (["convert", path, "--out", "\(out).apus"], ["an .apus file"]),
      (["prepare", path, fixture.files[0], "--out", "\(out).npy"], ["an .apus file"]),
      (["run", fixture.model, "--input", path, "--output", "\(out).npy"], ["a .npy file"]),
      (["evaluate", path, "--data", fixture.images], ["an .apus file", "a .safetensors file"]),
      (["compare", path, fixture.model, "--data", fixture.images], ["a .safetensors file"]),
      (["compare", fixture.network, path, "--data", fixture.images], ["an .apus file"]),
      (["compress", path, "--data", fixture.images, "--out", "\(out).apus"], ["a .safetensors file"]),
      (
        ["finetune", "--from", path, "--data", fixture.images, "--out", "\(out).safetensors"],
        ["a .safetensors file"]
      ),
      (["import", path, "--out", "\(out).apus"], ["an .onnx file", "a .tflite file"]),
    ]
  }

  @Test func everyArgumentNamesWhatItIsGiven() throws {
    for (kind, path) in try samples() {
      for (words, takes) in arguments(path) where !takes.contains(kind) {
        let outcome = try Program.apus.run(words)
        #expect(outcome.status == 1, "\(words)")
        let complaints = outcome.complaints(of: "apus")
        #expect(complaints.count == 1, "\(words): \(outcome.errors)")
        #expect(
          complaints.first?.hasPrefix("apus: \(path) is \(kind)") == true, "\(words): \(outcome.errors)")
        #expect(!outcome.errors.contains("bytes"), "\(words): \(outcome.errors)")
        #expect(folder.names.allSatisfy { !$0.hasPrefix("out") }, "\(folder.names)")
      }
    }
  }

  @Test func whatToDoIsSaid() throws {
    let samples = try samples()
    func advice(_ words: String..., about kind: String) throws -> String {
      let outcome = try Program.apus.run(
        words + (words[0] == "import" ? ["--out", folder.file("a.apus")] : []))
      return String(outcome.errors.trimmingCharacters(in: .newlines).drop { $0 != ":" }.dropFirst(2))
        .replacing("\(samples[kind]!) is \(kind): ", with: "")
    }
    #expect(
      try advice("compress", fixture.model, "--out", folder.file("b.apus"), about: "an .apus file")
        == "compress takes the .safetensors file that it was made from")
    #expect(
      try advice("run", fixture.network, fixture.files[0], about: "a .safetensors file")
        == "'apus compress' makes an .apus file of it")
    #expect(
      try advice("evaluate", fixture.images, about: "a folder")
        == "evaluate takes a .safetensors or .apus file first, and the folder as --data")
    #expect(
      try advice("evaluate", samples["a .tflite file"]!, about: "a .tflite file")
        == "'apus import' takes it over first")
  }
}
