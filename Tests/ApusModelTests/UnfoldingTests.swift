import ApusModel
import RuntimeTestSupport
import Testing

/// The compact form's stream, written here byte by byte.
@Suite struct UnfoldingTests {
  /// A file of one input and one output.
  /// - Parameter stream: from the input's fields to the output's meaning.
  private func file(operators: UInt8, stream: [UInt8]) -> [UInt8] {
    var file: [UInt8] = Array("APUS".utf8) + [2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, operators]
    file += stream + [0, 0, 0, 0]
    file[8] = UInt8(file.count)
    file.mendChecksum()
    return file
  }

  private func open(_ file: [UInt8], _ body: (Model) throws -> Void = { _ in }) throws {
    let bytes = AlignedBytes(file)
    let records = AlignedBytes(count: Model.recordBytes(of: bytes.readOnly))
    // The model is a view of both.
    defer { withExtendedLifetime((bytes, records)) {} }
    try body(try Model(bytes.readOnly, records: records.memory))
  }

  /// A vector of four channels, two views of it and what joins all three.
  /// - Parameter payload: the payload's first group, which has the third and the fourth input.
  private func joined(payload: [UInt8]) -> [UInt8] {
    // Channels, rank and scale (1).
    let source: [UInt8] = [0x81, 0x80, 0x03, 4, 1, 0, 0, 0x80, 0x3F]
    // Inputs and channels; perhaps the payload's first group.
    let mask: [UInt8] = [payload.isEmpty ? 0x81 : 0xA1, 0x80, 0x04]
    return file(
      operators: 3, stream: source + [13, 0, 13, 0, 11] + mask + [3, 3, 2, 1, 12] + payload + [1])
  }

  @Test func inputsAreListed() throws {
    try open(joined(payload: [])) { model in
      #expect((0..<3).map { model[operator: 2].input($0) } == [0, 1, 2])
      // The views lie where the input does, and what is made of them behind it.
      #expect((0..<4).map { model.value($0).offset } == [16, 16, 16, 0])
      #expect(model.arenaBytes == 32)
    }
  }

  @Test func aPayloadOverInputsIsLookedAt() throws {
    // Behind the header, the input and two views.
    let byte = 20 + 9 + 4
    #expect(throws: ModelError.invalid(.input, byte: byte)) { try open(joined(payload: [100, 0])) }
    try open(joined(payload: [0, 0])) { model in
      #expect((0..<3).map { model[operator: 2].input($0) } == [0, 1, 0])
    }
  }

  @Test func noPayloadSaysHowConstantsAreStored() throws {
    // A feature map of one element, and a convolution of one weight with the last group of the payload.
    let source: [UInt8] = [0x81, 0x80, 0x03, 1, 3, 0, 0, 0x80, 0x3F]
    // Constants, three groups of the payload; constants of 32 bits: bias, multiplier, shift, weight.
    let constants: [UInt8] = [10, 5, 0, 0, 0, 0, 0, 0, 0x40, 0, 7]
    func layer(_ last: [UInt8]) -> [UInt8] { [1, 0xA4, 0x24, 0] + constants + [1, 1, 1, 0] + last }
    try open(file(operators: 1, stream: source + layer([0, 0]) + [1])) { model in
      let body = ConvolutionRecord(model[operator: 0], in: model)
      #expect(body.constants.encodings == ChannelEncodings(bias: .int32, multiplier: .int32, biasShift: 0))
      #expect(body.constants.bias(0) == 5 && body.constants.weights[0] == 7)
    }
    // Byte 61, and how biases are stored.
    for last: [UInt8] in [[0x80, 0x02], [0, 1], [0, 0x80, 0x01]] {
      let damaged = file(operators: 1, stream: source + layer(last) + [1])
      #expect(throws: ModelError.invalid(.stream, byte: damaged.count)) { try open(damaged) { _ in } }
    }
  }
}
