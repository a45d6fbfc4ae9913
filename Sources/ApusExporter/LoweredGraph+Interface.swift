import ApusGraph
import ApusModel

// The interface of a quantized graph, as the format has it.

extension LoweredSource {
  init(_ input: QuantizedInput) throws(ExporterError) {
    value = LoweredValue(input.shape, input.quantization, TensorRecord.Element(input.elementType))
    name = input.name
    if let entry = PixelEntry(input) {
      guard input.elementType == .int8 else { throw .imageElements(input: input.name) }
      pixels = entry.bytes
    }
  }

  init(_ state: QuantizedState) throws(ExporterError) {
    value = LoweredValue(state.shape, state.quantization, TensorRecord.Element(state.elementType))
    name = state.name
    if state.initial.contains(where: { Int($0) != state.quantization.zeroPoint }) {
      var bytes: [UInt8] = []
      for index in 0..<value.count {
        let integer = state.initial[state.initial.count == 1 ? 0 : index]
        switch value.element {
        case .int8:
          guard let integer = Int8(exactly: integer) else { throw .state(state.name) }
          bytes.append(littleEndian: integer)
        case .int16:
          guard let integer = Int16(exactly: integer) else { throw .state(state.name) }
          bytes.append(littleEndian: integer)
        case .int32: bytes.append(littleEndian: integer)
        }
      }
      startingValues = bytes
    }
  }
}

extension LoweredOutput {
  init(_ output: QuantizedOutput, value: LoweredValue, number: Int) throws(ExporterError) {
    name = output.name
    self.value = number
    meaning = OutputRecord.Meaning(output.meaning)
    temperature = output.temperature
    classNames = output.classNames
    switch output.unknownRule {
    case nil: if meaning == .probability { self.number = Self.threshold(value.quantization) }
    case .output(let index):
      rule = .output
      self.number = Int32(clamping: index)
    case .margin(let steps):
      rule = .margin
      self.number = Int32(clamping: steps)
    case .sum(let table, let threshold):
      guard table.count == Layout.Output.tableEntries else { throw .unknownRule(output.name) }
      rule = .sum
      self.number = Int32(clamping: threshold)
      self.table = table
    }
  }

  /// The smallest integer that stands for ½ or more; 128 where there is none.
  private static func threshold(_ quantization: QuantizationParameters) -> Int32 {
    (-128...127).first { quantization.real(Int8($0)) >= 0.5 } ?? 128
  }
}

extension TensorRecord.Element {
  init(_ type: ElementType) {
    switch type {
    case .int8: self = .int8
    case .int16: self = .int16
    case .int32: self = .int32
    }
  }
}

extension OutputRecord.Meaning {
  init(_ meaning: OutputMeaning) {
    switch meaning {
    case .values: self = .values
    case .logits: self = .logits
    case .probabilities: self = .probabilities
    case .independentProbabilities: self = .independentProbabilities
    case .probability: self = .probability
    }
  }
}
