import ApusInterchange
import Foundation
import Testing

/// `apus import`, and `apus run` on arrays.
@Suite struct ImportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private struct Fixture: Decodable {
    var model: Data
    var input: Data
    var output: Data
  }

  private struct Figures: Decodable {
    var type: String
    var inputShape: [Int]
    var outputShape: [Int]
    var bytes: Int?
    var arenaBytes: Int?
  }

  /// Writes a fixture's model as `NAME.tflite`.
  private func fixture(_ file: String, _ kind: String, as name: String) throws -> Fixture {
    let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("ApusInterchangeTests/Fixtures/\(file).json")
    let cases = try JSONDecoder().decode([String: [Fixture]].self, from: Data(contentsOf: fixtures))
    let fixture = try #require(cases[kind]?.first)
    try folder.write(Array(fixture.model), to: "\(name).tflite")
    return fixture
  }

  private func int8(_ data: Data) -> [Int8] { data.map { Int8(bitPattern: $0) } }

  @Test(arguments: ["full", "compact"])
  func theArenaIsWhatInspectSays(_ form: String) throws {
    _ = try fixture("tflite", "convolution", as: "net")
    let imported = try Program.apus.run(
      "import", folder.file("net.tflite"), "--out", folder.file("net.apus"), "--form", form, "--json")
    #expect(imported.status == 0, "\(imported.errors)")
    struct Inspected: Decodable { var arenaBytes: Int }
    let inspected = try Program.apus.run("inspect", folder.file("net.apus"), "--json").json(Inspected.self)
    #expect(try imported.json(Figures.self).arenaBytes == inspected.arenaBytes)
  }

  @Test func anInt8NetworkAnswersAsTensorFlowLiteMicroDoes() throws {
    let fixture = try fixture("tflite", "convolution", as: "net")
    let imported = try Program.apus.run(
      "import", folder.file("net.tflite"), "--out", folder.file("net.apus"), "--json")
    #expect(imported.status == 0, "\(imported.errors)")
    let figures = try imported.json(Figures.self)
    #expect(figures.type == "int8")
    #expect(figures.bytes == (try folder.bytes("net.apus").count))

    let inputs = int8(fixture.input) + int8(fixture.input).reversed()
    try NumPyArray(shape: [2] + figures.inputShape, elements: .int8(inputs)).write(to: folder.file("in.npy"))
    let arguments = [
      "run", folder.file("net.apus"), "--input", folder.file("in.npy"), "--output", folder.file("out.npy"),
    ]
    let outcome = try Program.apus.run(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let outputs = try NumPyArray(path: folder.file("out.npy"))
    #expect(outputs.shape == [2] + figures.outputShape)
    guard case .int8(let values) = outputs.elements else {
      Issue.record("outputs are not int8")
      return
    }
    #expect(Array(values.prefix(fixture.output.count)) == int8(fixture.output))

    // Another shape, another element type, not a number, and a batch without samples.
    let count = figures.inputShape.reduce(1, *)
    let unfit: [NumPyArray] = [
      NumPyArray(shape: [2 * count], elements: .int8(inputs)),
      NumPyArray(shape: [1, count, 2], elements: .int8(inputs)),
      NumPyArray(shape: [2] + figures.inputShape, elements: .int16(inputs.map { Int16($0) })),
      NumPyArray(
        shape: [1] + figures.inputShape, elements: .float32(Array(repeating: .nan, count: count))),
      NumPyArray(shape: [0] + figures.inputShape, elements: .int8([])),
    ]
    for array in unfit {
      try array.write(to: folder.file("in.npy"))
      let outcome = try Program.apus.run(arguments)
      #expect(outcome.status == 1)
      #expect(outcome.complaints(of: "apus").first?.contains("in.npy") == true, "\(outcome.errors)")
      #expect(!outcome.errors.contains("Fatal"))
    }
    #expect(try NumPyArray(path: folder.file("out.npy")) == outputs)
  }

  @Test func floatInputsAreQuantized() throws {
    _ = try fixture("tflite", "quantize", as: "net")
    try Program.apus.run("import", folder.file("net.tflite"), "--out", folder.file("net.apus"))
    struct Inspection: Decodable { var input: String }
    let described = try Program.apus.run("inspect", folder.file("net.apus"), "--json").json(Inspection.self)
    let extents = described.input.split(separator: "×").compactMap { Int($0) }
    let count = extents.reduce(1, *)
    func outputs(of elements: NumPyArray.Elements) throws -> NumPyArray {
      try NumPyArray(shape: [1] + extents, elements: elements).write(to: folder.file("in.npy"))
      let outcome = try Program.apus.run(
        "run", folder.file("net.apus"), "--input", folder.file("in.npy"), "--output", folder.file("out.npy"))
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try NumPyArray(path: folder.file("out.npy"))
    }
    // Beyond any scale, floats are clamped to the ends.
    for (real, integer) in [(Float.infinity, Int8.max), (-.infinity, .min), (1e30, .max)] {
      let fromFloat = try outputs(of: .float32(Array(repeating: real, count: count)))
      #expect(try outputs(of: .int8(Array(repeating: integer, count: count))) == fromFloat)
    }
  }

  @Test func aFloatNetworkBecomesSafetensors() throws {
    _ = try fixture("tflite-float", "dense", as: "net")
    let outcome = try Program.apus.run(
      "import", folder.file("net.tflite"), "--out", folder.file("net.safetensors"), "--divisor", "255",
      "--json")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try outcome.json(Figures.self).type == "float32")
    let graph = try GraphFile.read(path: folder.file("net.safetensors"))
    #expect(graph.preprocessing.divisor == [255])
    #expect(graph.preprocessing.offset == [0])
  }

  @Test func theOutputsNameMustFitTheNetwork() throws {
    _ = try fixture("tflite-float", "dense", as: "float")
    _ = try fixture("tflite", "dense", as: "int8")
    let cut = try folder.write(Array(try folder.bytes("int8.tflite").prefix(300)), to: "cut.tflite")
    for (name, out, word) in [
      ("float.tflite", "a.apus", "float32"), ("int8.tflite", "a.safetensors", "int8"),
      ("cut.tflite", "a.apus", "damaged"), ("none.tflite", "a.apus", "does not exist"),
    ] {
      let outcome = try Program.apus.run("import", folder.file(name), "--out", folder.file(out))
      #expect(outcome.status == 1)
      let complaint = outcome.complaints(of: "apus").first ?? ""
      #expect(complaint.contains(name) && complaint.contains(word), "\(outcome.errors)")
      #expect(!folder.names.contains(out))
    }
    #expect(cut.hasSuffix("cut.tflite"))
  }
}
