import ApusGraph
import ApusInterchange
import Foundation
import Testing

/// Class names and preprocessing that a `.tflite` file has beside its network.
@Suite struct TFLiteLabelsTests {
  private let files: [String: Data]

  init() throws { files = try TFLiteFixture.decode([String: Data].self, "tflite-labels") }

  private func network(
    _ kind: String, _ options: ImportOptions = ImportOptions()
  ) throws -> ImportedNetwork {
    try TFLite.network(from: Array(try #require(files[kind])), name: kind, options: options)
  }

  private let flowers = ["daisy", "rose", "tulip"]

  @Test func namesAndPixelsAreThoseOfTheMetadata() throws {
    let deflated = try network("softmax").int8()
    #expect(deflated.classNames == flowers)
    #expect(deflated.preprocessing == Preprocessing(style: .photograph, offset: [127.5], divisor: [127.5]))
    let stored = try network("stored").int8()
    #expect(stored.classNames == flowers)
    #expect(
      stored.preprocessing == Preprocessing(style: .photograph, offset: [1, 2, 3], divisor: [4, 5, 6]))
    let float = try network("float").float()
    #expect(float.classNames == flowers)
    #expect(float.preprocessing == deflated.preprocessing)
  }

  @Test func oneProbabilityHasTwoNames() throws {
    let graph = try network("binary").int8()
    #expect(graph.outputs[0].meaning == .probability)
    #expect(graph.classNames == ["cat", "dog"])
  }

  @Test func whatAPersonSaysWins() throws {
    let preprocessing = Preprocessing(style: .digit, offset: [1], divisor: [2], fit: .pad)
    let options = ImportOptions(
      preprocessing: preprocessing, classNames: ["a", "b", "c"], meaning: .independentProbabilities)
    for kind in ["softmax", "too few", "missing", "unfit"] {
      let graph = try network(kind, options).int8()
      #expect(graph.preprocessing == preprocessing)
      #expect(graph.classNames == ["a", "b", "c"])
      #expect(graph.outputs[0].meaning == .independentProbabilities)
    }
  }

  @Test func namesThatDoNotFitAreSaid() {
    #expect(throws: TFLiteError.classNames(names: 2, classes: 3, file: "labels.txt")) {
      try network("too few")
    }
    #expect(throws: TFLiteError.classNames(names: 1, classes: 3, file: nil)) {
      try network("softmax", .init(classNames: ["a"]))
    }
    #expect(throws: TFLiteError.namesForValues(names: 3)) {
      try network("softmax", .init(classNames: flowers, meaning: .values))
    }
    for kind in ["missing", "no archive"] {
      #expect(throws: TFLiteError.labels("labels.txt")) { try network(kind) }
    }
    #expect(throws: TFLiteError.self) { try network("unfit") }
  }

  @Test func withoutMetadataNothingIsKnown() throws {
    for kind in ["nothing said", "no metadata", "other schema"] {
      let graph = try network(kind).int8()
      #expect(graph.classNames.isEmpty)
      #expect(graph.preprocessing.offset == [128])
    }
    #expect(try network("softmax", .init(meaning: .values)).int8().classNames.isEmpty)
  }

  @Test func damageIsRefusedOrDoesNotMatter() throws {
    let sound = Array(try #require(files["softmax"]))
    for length in stride(from: 0, to: sound.count, by: 7) {
      _ = try? TFLite.network(from: Array(sound.prefix(length)), name: "cut")
    }
    for index in sound.indices {
      var bytes = sound
      bytes[index] ^= 0xFF
      _ = try? TFLite.network(from: bytes, name: "changed")
    }
  }
}
