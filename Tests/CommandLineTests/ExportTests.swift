import ApusInterchange
import Foundation
import Testing

/// `apus export`.
@Suite struct ExportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Fixture: Decodable {
    var model: Data
  }

  /// Writes an int8 and a float network of a convolution.
  private func networks() throws {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ApusInterchangeTests/Fixtures")
    for (file, name, ending) in [("tflite", "int8", "apus"), ("tflite-float", "float", "safetensors")] {
      let cases = try JSONDecoder().decode(
        [String: [Fixture]].self, from: Data(contentsOf: fixtures.appendingPathComponent("\(file).json")))
      try folder.write(Array(try #require(cases["convolution"]?.first).model), to: "\(name).tflite")
      let outcome = try Program.apus.run(
        "import", folder.file("\(name).tflite"), "--out", folder.file("\(name).\(ending)"))
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
  }

  private func export(_ network: String, to format: String, _ out: String) throws -> Program.Outcome {
    try Program.apus.run(["export", folder.file(network), "--to", format, "--out", folder.file(out)])
  }

  @Test func aNetworkGoesOutAndComesInAgain() throws {
    try networks()
    for (network, again) in [("int8.apus", "again.apus"), ("float.safetensors", "again.safetensors")] {
      let exported = try export(network, to: "tflite", "out.tflite")
      #expect(exported.status == 0, "\(exported.errors)")
      let imported = try Program.apus.run(
        "import", folder.file("out.tflite"), "--out", folder.file(again))
      #expect(imported.status == 0, "\(imported.errors)")
      #expect(try folder.bytes(again) == folder.bytes(network))
    }
  }

  @Test func everyFormatIsWritten() throws {
    try networks()
    for (network, format, out) in [
      ("int8.apus", "onnx", "int8.onnx"), ("float.safetensors", "onnx", "float.onnx"),
      ("int8.tflite", "tflite", "copy.tflite"), ("float.safetensors", "safetensors", "pytorch.safetensors"),
    ] {
      let outcome = try export(network, to: format, out)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try !folder.bytes(out).isEmpty)
    }
    for (network, format, file) in [
      ("int8.apus", "c", "c/c.h"), ("int8.tflite", "arduino", "arduino/library.properties"),
      ("int8.apus", "zephyr", "zephyr/zephyr/module.yml"),
      ("int8.apus", "esp-idf", "esp-idf/idf_component.yml"),
    ] {
      let outcome = try export(network, to: format, format)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(try !folder.bytes(file).isEmpty)
    }
  }

  @Test func theWrongKindIsNamed() throws {
    try networks()
    let weights = try export("int8.apus", to: "safetensors", "out.safetensors")
    #expect(weights.status == 1)
    #expect(weights.errors.contains("holds an int8 network; PyTorch takes the .safetensors file"))
    let code = try export("float.safetensors", to: "c", "code")
    #expect(code.status == 1)
    #expect(code.errors.contains("holds a float32 network; 'apus compress' makes an .apus file of it"))
    #expect(try export("int8.apus", to: "onnx", "out.tflite").status == 2)
    // A folder with something in it is left alone.
    #expect(try export("int8.apus", to: "c", "code").status == 0)
    let again = try export("int8.apus", to: "c", "code")
    #expect(again.status == 1)
    #expect(again.errors.contains("there is something under that name already"))
  }
}
