import ApusModel

/// A value that no operator makes: an input, or a state.
struct LoweredSource {
  var name: String
  var value: LoweredValue
  /// What pixels become an input, as the metadata has it; nil for an input that is no image, and for a state.
  var pixels: [UInt8]?
  /// The elements that a state starts with, little-endian; nil where all of them are its zero point, and for an input.
  var startingValues: [UInt8]?
}

/// An output.
struct LoweredOutput {
  var name: String
  /// Which value it is.
  var value: Int
  var meaning: OutputRecord.Meaning
  var rule = OutputRecord.Rule.never
  /// What the rule compares with (`OutputRecord.number`).
  var number: Int32 = 0
  var temperature: Float = 1
  /// The table of a rule that adds up outputs.
  var table: [UInt16] = []
  var classNames: [String]
}

/// A network in terms of the format: all that a file of either form is written from.
struct LoweredGraph {
  var name: String
  /// Inputs, then states.
  var sources: [LoweredSource]
  var inputCount: Int
  /// Operators in execution order.
  var operators: [LoweredOperator]
  var outputs: [LoweredOutput]
  /// Which value each state becomes after a run.
  var updates: [Int]

  /// Inputs, states, then what each operator makes.
  var values: [LoweredValue] { sources.map(\.value) + operators.map(\.output) }

  /// Names, and what pixels become.
  /// - Throws: if a name is too long.
  func metadata(operatorNames: Bool) throws(ExporterError) -> [UInt8] {
    var writer = MetadataWriter()
    try writer.add(name, tag: Layout.Entry.modelName)
    for (index, source) in sources.prefix(inputCount).enumerated() where inputCount > 1 {
      try writer.add(source.name, tag: Layout.Entry.inputName, index: index)
    }
    for (index, source) in sources.dropFirst(inputCount).enumerated() {
      try writer.add(source.name, tag: Layout.Entry.stateName, index: index)
    }
    for (index, output) in outputs.enumerated() where outputs.count > 1 {
      try writer.add(output.name, tag: Layout.Entry.outputName, index: index)
    }
    for (index, source) in sources.enumerated() {
      if let pixels = source.pixels { writer.add(pixels, tag: Layout.Entry.pixels, index: index) }
    }
    for (index, output) in outputs.enumerated() {
      try writer.add(output.classNames, tag: Layout.Entry.classNames, index: index)
    }
    if operatorNames { try writer.add(operators.map(\.name), tag: Layout.Entry.operatorNames) }
    return writer.bytes
  }
}
