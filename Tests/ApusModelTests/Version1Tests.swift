import ApusExporter
import ApusModel
import ApusRuntime
import Foundation
import RuntimeTestSupport
import Testing

/// Files of version 1, written by the program of 2026-11-30 before there was a version 2, with inputs and the CRC-32C of
/// all operators' outputs that it computed (the format of `kernel-cases`).
@Suite struct Version1Tests {
  private struct Case {
    var name: String
    var file: [UInt8]
    var runs: [(input: [Int8], checksum: UInt32)]
  }

  private static func cases() throws -> [Case] {
    let url = try #require(
      Bundle.module.url(forResource: "version1", withExtension: "cases", subdirectory: "Fixtures"))
    let bytes = [UInt8](try Data(contentsOf: url))
    var at = 0
    func word() -> Int {
      at += 4
      return (0..<4).reduce(0) { $0 | Int(bytes[at - 4 + $1]) << (8 * $1) }
    }
    var cases: [Case] = []
    while bytes[at] != 0 {
      let name = String(decoding: bytes[at..<at + 32].prefix { $0 != 0 }, as: UTF8.self)
      at += 32
      let (fileBytes, count, inputBytes, _) = (word(), word(), word(), word())
      let file = Array(bytes[at..<at + fileBytes])
      at += fileBytes
      var runs: [([Int8], UInt32)] = []
      for _ in 0..<count {
        let input = bytes[at..<at + inputBytes].map { Int8(bitPattern: $0) }
        at += inputBytes
        runs.append((input, UInt32(word())))
      }
      cases.append(Case(name: name, file: file, runs: runs))
    }
    return cases
  }

  @Test func filesOfVersion1GiveTheBytesThatTheyGave() throws {
    let cases = try Self.cases()
    #expect(cases.count == 19)
    var kinds: Set<OperatorKind> = []
    for each in cases {
      for level in [KernelLevel.portable, .supported] {
        let loaded = try LoadedModel(each.file, level: level)
        #expect(loaded.session.model.isVersion1)
        for index in 0..<loaded.session.model.operatorCount {
          kinds.insert(loaded.session.model[operator: index].kind)
        }
        for run in each.runs {
          _ = loaded.session.input.update(fromContentsOf: run.input)
          var outputs: [Int8] = []
          loaded.session.run { _, output in outputs += output }
          let checksum = outputs.withUnsafeBytes { CRC32C.checksum(of: $0) }
          #expect(checksum == run.checksum, "\(each.name), \(level)")
        }
      }
    }
    // All but one: the extremum among them is a maximum or a minimum.
    #expect(kinds.count == 22)
  }

  @Test(arguments: FileForm.allCases)
  func raisedFilesGiveTheSameBytes(_ form: FileForm) throws {
    for each in try Self.cases() {
      let old = try LoadedModel(each.file)
      let raised = try LoadedModel(Exporter.convert(old.session.model, to: form))
      withExtendedLifetime(old) {}
      #expect(!raised.session.model.isVersion1 && raised.session.model.isCompact == (form == .compact))
      for run in each.runs {
        _ = raised.session.input.update(fromContentsOf: run.input)
        var outputs: [Int8] = []
        raised.session.run { _, output in outputs += output }
        #expect(outputs.withUnsafeBytes { CRC32C.checksum(of: $0) } == run.checksum, "\(each.name)")
      }
    }
  }

  @Test func namesOfVersion1AreRead() throws {
    let straight = try #require(Self.cases().first { $0.name == "straight" })
    let loaded = try LoadedModel(straight.file)
    let metadata = try loaded.session.model.metadata()
    func text(_ name: UnsafeRawBufferPointer) -> String { String(decoding: name, as: UTF8.self) }
    #expect(text(metadata.name) == "straight")
    #expect(metadata.classNames(ofOutput: 0)?.map(text) == ["één", "two", "three"])
    #expect(metadata.operatorNames?.map(text).first == "conv1")
    #expect(metadata.operatorNames?.count == loaded.session.model.operatorCount)
    #expect(loaded.session.model.output(0).meaning == .probabilities)
    let pixels = try #require(metadata.pixels(ofInput: 0))
    #expect(pixels.style == .digit)
    #expect(pixels.encoding == .shifted)
    #expect(pixels.value(of: 130, channel: 1) == 2)
  }
}
