import ApusExporter
import ApusGraph
import ApusInterchange
import FileTestSupport
import Foundation
import Testing

/// What is not supported is refused by name, all of it at once; damage of any kind is a typed error or a sound network.
@Suite struct ONNXRefusalTests {
  private typealias Message = ONNXMessages

  private func refusal(_ bytes: [UInt8], folder: String? = nil) -> String {
    let error = #expect(throws: ONNXError.self) {
      try ONNX.network(from: bytes, name: "x", folder: folder)
    }
    return error?.description ?? ""
  }

  @Test func otherFilesAreNotONNX() {
    #expect(throws: ONNXError.notONNX) { try ONNX.network(from: [], name: "x") }
    #expect(throws: ONNXError.self) { try ONNX.network(from: Array("no model at all".utf8), name: "x") }
    #expect(throws: InterchangeError.file(.notFound(path: "/nowhere/a.onnx"))) {
      try ONNX.read(path: "/nowhere/a.onnx")
    }
  }

  @Test func allOperatorsThatAreNotSupportedAreToldAtOnce() {
    let nodes = [
      Message.node("NonMaxSuppression", ["x"], ["a"]), Message.node("Relu", ["a"], ["b"]),
      Message.node("SequenceAt", ["b"], ["c"]), Message.node("NonMaxSuppression", ["c"], ["d"]),
      Message.node("Relu", ["d"], ["y"]),
    ]
    let sentence = refusal(Message.file(nodes))
    #expect(sentence.contains("3 operators that are not supported"), "\(sentence)")
    #expect(sentence.contains("NonMaxSuppression (2)"), "\(sentence)")
    #expect(sentence.contains("SequenceAt (1: operator 2)"), "\(sentence)")
    #expect(!sentence.contains("Relu"), "\(sentence)")
  }

  @Test func integersOfAScaleThatIsComputedAreNoOutput() {
    let node = Message.node("DynamicQuantizeLinear", ["x"], ["y", "s", "z"])
    #expect(refusal(Message.file([node])).contains("integers of a scale of their own as outputs"))
  }

  @Test func operatorsThatNeedTheirOwnOutputsAreDamage() {
    let nodes = [Message.node("Add", ["x", "b"], ["a"]), Message.node("Relu", ["a"], ["b"])]
    #expect(refusal(Message.file(nodes, output: "b")).contains("needs its own output"))
    #expect(
      refusal(Message.file([Message.node("Add", ["x", "z"], ["y"])])).contains("takes z, which nothing makes")
    )
  }

  @Test func openExtentsAreWhatAPersonSaysOrWhatIsUsual() throws {
    let bytes = Message.file(
      [Message.node("Relu", ["x"], ["y"])], inputs: [Message.value("x", [nil, 3, nil])])
    func shape(_ shapes: [String: [Int]]) throws(ONNXError) -> Shape {
      let options = ImportOptions(inputShapes: shapes)
      guard case .float(let graph) = try ONNX.network(from: bytes, name: "x", options: options) else {
        return []
      }
      return graph.inputShape
    }
    #expect(try shape([:]) == [3, 1])
    #expect(try shape(["x": [1, 3, 20]]) == [3, 20])
    #expect(try shape(["": [1, 3, 20]]) == [3, 20])
    for wrong in [[1, 4, 20], [3, 20]] {
      let error = #expect(throws: ONNXError.self) { _ = try shape(["x": wrong]) }
      #expect(
        error?.description.contains("has the input x of length0×3×length2 and not of the shape") == true)
    }
    let images = Message.file(
      [Message.node("Relu", ["x"], ["y"])], inputs: [Message.value("x", [nil, 3, nil, nil])])
    #expect(try ONNX.network(from: images, name: "x").float().inputShape == [224, 224, 3])
    #expect(try ONNX.openInputs(in: images).map(\.pattern) == ["length0×3×length2×length3"])
  }

  /// One operator in the order of its file, and one behind what it needs.
  @Test func operatorsMayStandInAnyOrder() throws {
    let nodes = [Message.node("Tanh", ["a"], ["y"]), Message.node("Relu", ["x"], ["a"])]
    let graph = try ONNX.network(from: Message.file(nodes), name: "x").float()
    #expect(graph.nodes.map(\.operation.name) == ["relu", "tanh"])
  }

  @Test(arguments: ["../weights.bin", "/etc/passwd", "a/../../weights.bin", "", "missing.bin", "link.bin"])
  func constantsOutsideOfTheFolderAreRefused(_ location: String) throws {
    try withTemporaryFolder { folder in
      let inner = "\(folder)/inner"
      try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: true)
      _ = FileManager.default.createFile(atPath: "\(folder)/weights.bin", contents: Data(count: 16))
      try FileManager.default.createSymbolicLink(
        atPath: "\(inner)/link.bin", withDestinationPath: "\(folder)/weights.bin")
      let entry = Message.field(1, "location") + Message.field(2, location)
      let constant =
        Message.field(1, 4) + Message.field(2, 1) + Message.field(8, "w") + Message.field(13, entry)
        + Message.field(14, 1)
      let bytes = Message.file([Message.node("Add", ["x", "w"], ["y"])], constants: [constant])
      #expect(refusal(bytes, folder: inner).contains("keeps constants in another file"))
      #expect(refusal(bytes).contains("keeps constants in another file"))
    }
  }

  @Test func constantsInTheFolderAreRead() throws {
    try withTemporaryFolder { folder in
      let values: [Float] = [1, 2, 3, 4]
      _ = FileManager.default.createFile(
        atPath: "\(folder)/weights.bin", contents: Data(count: 4) + values.withUnsafeBytes { Data($0) })
      let entries = [("location", "weights.bin"), ("offset", "4"), ("length", "16")]
        .flatMap { Message.field(13, Message.field(1, $0.0) + Message.field(2, $0.1)) }
      let constant =
        Message.field(1, 4) + Message.field(2, 1) + Message.field(8, "w") + entries + Message.field(14, 1)
      let bytes = Message.file([Message.node("Add", ["x", "w"], ["y"])], constants: [constant])
      let graph = try ONNX.network(from: bytes, name: "x", folder: folder).float()
      #expect(graph.parameters.values.first?.values == values)
    }
  }

  @Test func claimsOutOfProportionAreRefusedBeforeTheyAreBelieved() {
    let huge = Message.field(1, 1 << 31) + Message.field(2, 1) + Message.field(8, "w")
    #expect(
      refusal(Message.file([Message.node("Add", ["x", "w"], ["y"])], constants: [huge])).contains("elements"))
    let shape = Message.field(1, 1) + Message.field(2, 7) + Message.field(8, "w") + Message.field(7, 1 << 31)
    let filled = [Message.node("ConstantOfShape", ["w"], ["c"]), Message.node("Add", ["x", "c"], ["y"])]
    #expect(refusal(Message.file(filled, constants: [shape])).contains("more than its file justifies"))
    // A message of 2 GB in a few bytes.
    #expect(refusal([0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0]).contains("is damaged"))
    #expect(refusal([UInt8](repeating: 0x3A, count: 100)).contains("is damaged"))
  }

  /// Imports damaged bytes: the result, if there is one, is sound.
  private func survive(_ bytes: [UInt8]) {
    guard let network = try? ONNX.network(from: bytes, name: "damaged") else { return }
    switch network {
    case .int8(let graph): _ = try? Exporter.export(graph)
    case .float(let graph): #expect(throws: Never.self) { try graph.validate() }
    }
  }

  @Test func damageIsSurvived() throws {
    for (_, fixtures) in try ONNXFixture.all() {
      var damaged = try #require(fixtures.last).bytes
      for count in stride(from: 0, to: damaged.count, by: 5) { survive(Array(damaged[..<count])) }
      for index in stride(from: 0, to: damaged.count, by: 2) {
        let sound = damaged[index]
        for change: UInt8 in [0x01, 0x80] {
          damaged[index] ^= change
          survive(damaged)
          damaged[index] = sound
        }
      }
    }
  }
}
