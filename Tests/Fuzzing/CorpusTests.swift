import ApusInterchange
import ApusModel
import Foundation
import Testing

/// Every input of the fuzzers' corpus keeps the properties that they look for. Files that a fuzzer chose are called by
/// their hash; those that once broke a property, by what they are.
@Suite struct CorpusTests {
  private static func corpus(_ name: String) throws -> [String: [UInt8]] {
    let folder = Bundle.module.resourceURL!.appendingPathComponent("Corpus/\(name)")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return Dictionary(
      uniqueKeysWithValues: try files.map { ($0.lastPathComponent, Array(try Data(contentsOf: $0))) })
  }

  @Test func modelsAreRefusedOrGiveTheSameAnswersAtEveryLevel() throws {
    let files = try Self.corpus("apus")
    #expect(files.count > 20)
    for (name, file) in files {
      do throws(BrokenProperty) {
        try ApusProperty.check(file)
        try AnswerProperty.check(file)
        try RaisingProperty.check(file)
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
    #expect(files.values.contains { isSound($0) })
  }

  private func isSound(_ file: [UInt8]) -> Bool {
    guard let mended = ApusProperty.mended(file) else { return false }
    let memory = ExactMemory(mended)
    return withExtendedLifetime(memory) { (try? Model(memory.readOnly)) != nil }
  }

  @Test func networksAreRefusedOrImportedInLittleMemory() throws {
    let files = try Self.corpus("tflite")
    #expect(files.count > 20)
    for (name, file) in files {
      do throws(BrokenProperty) { try TFLiteProperty.check(file) } catch { Issue.record("\(name): \(error)") }
    }
    #expect(files.values.contains { (try? TFLite.network(from: $0, name: "sound")) != nil })
  }

  private static let properties: [String: @Sendable ([UInt8]) throws(BrokenProperty) -> Void] = [
    "archive": ArchiveProperty.check, "checkpoint": CheckpointProperty.check, "digit": DigitProperty.check,
    "idx": IDXProperty.check,
    "jpeg": ImageProperty.check, "json": JSONProperty.check, "numpy": NumPyProperty.check,
    "onnx": ONNXProperty.check,
    "options": OptionsProperty.check, "png": ImageProperty.check, "safetensors": SafetensorsProperty.check,
    "webp": ImageProperty.check,
  ]

  @Test(arguments: properties.keys.sorted()) func inputsAreRefusedOrReadWithinTheirLimits(_ name: String)
    throws
  {
    let check = try #require(Self.properties[name])
    let files = try Self.corpus(name)
    #expect(!files.isEmpty)
    for (name, file) in files {
      do throws(BrokenProperty) { try check(file) } catch { Issue.record("\(name): \(error)") }
    }
  }

  @Test func aFileMayNotTakeMoreMemoryThanItJustifies() throws {
    #expect(throws: BrokenProperty.self) {
      try Heap.bounding("a test", to: 4_096) { [UInt8](repeating: 1, count: 8_192) }.count
    }
    #expect(throws: BrokenProperty.allocations(of: "a test", 1)) {
      let start = Heap.allocationCount
      withExtendedLifetime([UInt8](repeating: 1, count: 8_192)) {}
      try Heap.requireNoAllocation(since: start, by: "a test")
    }
    let two = try Heap.bounding("a test", to: 10_000) {
      [UInt8](repeating: 1, count: 8_192).count + [UInt8](repeating: 1, count: 8_192).count
    }
    #expect(two == 16_384)
  }
}
