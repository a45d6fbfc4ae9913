import ApusExporter
import ApusGraph
import ApusModel
import RuntimeTestSupport
import Testing

/// Records of element-wise operators that say what cannot be.
@Suite struct DamagedOperandTests {
  /// Where a record of the sample network begins.
  private enum Record: Int {
    case swish = 64
    case weighed = 320
    case masked = 448
    case shifted = 512
    case rest = 576
    case tilted = 640
  }

  private func refusal(_ record: Record, _ offset: Int, _ bytes: [UInt8]) throws -> ModelError? {
    var file = try Exporter.export(SampleGraphs.elementwise())
    let start = record.rawValue + offset
    file.replaceSubrange(start..<(start + bytes.count), with: bytes)
    file.mendChecksum()
    let memory = AlignedBytes(file)
    do throws(ModelError) {
      _ = try Model(memory.readOnly)
      return nil
    } catch { return error }
  }

  @Test func theSampleIsSound() throws {
    let file = try Exporter.export(SampleGraphs.elementwise())
    let loaded = try LoadedModel(file)
    // The model is a view of bytes that the loaded one owns.
    defer { withExtendedLifetime(loaded) {} }
    let model = loaded.session.model
    let kinds = (0..<model.operatorCount).map { model[operator: $0].kind }
    #expect(
      kinds == [
        .lookup, .globalAveragePool, .dense, .lookup, .multiply, .convolution, .subtract, .add, .subtract,
        .multiply, .subtract,
      ])
    let bytes = (0..<model.operatorCount).map { model[operator: $0].constantsBytes(in: model) }
    #expect([bytes[0], bytes[3], bytes[4], bytes[7], bytes[8], bytes[9]] == [256, 256, 0, 3, 1, 15])
  }

  @Test func aConstantsPlaceAndAxesMustExist() throws {
    #expect(try refusal(.shifted, 47, [3]) == .invalid(.operand, byte: 512 + 47))
    #expect(try refusal(.shifted, 49, [8]) == .invalid(.operand, byte: 512 + 49))
    #expect(try refusal(.weighed, 49, [1]) == .invalid(.operand, byte: 320 + 49))
    // A constant that is not there, and one beside two values.
    #expect(try refusal(.shifted, 47, [0]) == .invalid(.inputCount, byte: 512 + 1))
    #expect(try refusal(.weighed, 47, [2]) == .invalid(.inputCount, byte: 320 + 1))
    #expect(try refusal(.rest, 47, [2]) == nil)
  }

  @Test func constantsAndTablesLieInTheirSection() throws {
    for (record, byte) in [(Record.swish, 64), (.shifted, 512), (.tilted, 640)] {
      #expect(try refusal(record, 24, [2, 0]) == .invalid(.constants, byte: byte + 24))
      #expect(try refusal(record, 24, [0, 0, 1, 0]) == .invalid(.constants, byte: byte + 24))
    }
  }

  @Test func extentsFollowFromBothOperands() throws {
    // A constant for each channel becomes one number; a feature map becomes a second vector.
    #expect(try refusal(.shifted, 49, [0]) == nil)
    #expect(try refusal(.weighed, 30, [3, 0]) == .invalid(.shape, byte: 320 + 8))
    #expect(try refusal(.swish, 8, [4, 0]) == .invalid(.shape, byte: 64 + 8))
  }

  @Test func multipliersThatCouldOverflowAreRefused() throws {
    #expect(try refusal(.weighed, 36, [30]) == .invalid(.multiplier, byte: 320 + 32))
    #expect(try refusal(.weighed, 32, [0, 0, 0, 0x80]) == .invalid(.multiplier, byte: 320 + 32))
    #expect(try refusal(.masked, 44, [1]) == .invalid(.multiplier, byte: 448 + 32))
  }

  @Test func aSmallerOperandIsNotOverwritten() throws {
    // The output is moved to where the gate lies.
    let loaded = try LoadedModel(Exporter.export(SampleGraphs.elementwise()))
    // The model is a view of bytes that the loaded one owns.
    defer { withExtendedLifetime(loaded) {} }
    let model = loaded.session.model
    let gate = UInt8(truncatingIfNeeded: model[operator: 3].output.offset)
    let error = try refusal(.weighed, 4, [gate])
    #expect(error == .invalid(.overlap, byte: 320 + 28) || error == .invalid(.overlap, byte: 320 + 30))
  }
}
