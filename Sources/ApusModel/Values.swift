/// How many values of each sort a model has, and where they are.
extension Model {
  /// How many inputs a caller fills before each run; at least 1.
  public var inputCount: Int { counts.inputs }
  /// How many values persist between runs.
  public var stateCount: Int { counts.sources &- counts.inputs }
  /// How many outputs there are; at least 1.
  public var outputCount: Int { counts.outputs }
  /// How many values no operator makes: inputs and states.
  package var sourceCount: Int { counts.sources }
  /// How many values there are: inputs, states, and what each operator makes.
  public var valueCount: Int { sourceCount &+ operatorCount }

  /// The first input, of most models the only one.
  public var input: TensorRecord { value(0) }
  /// An input.
  /// - Precondition: `index` is in `0 ..< inputCount`.
  public func input(_ index: Int) -> TensorRecord {
    precondition(index >= 0 && index < inputCount)
    return value(index)
  }

  /// A value that persists between runs.
  /// - Precondition: `index` is in `0 ..< stateCount`.
  public func state(_ index: Int) -> StateRecord {
    precondition(index >= 0 && index < stateCount)
    let source = value(inputCount &+ index).base
    let update = records + (operatorCount &* Layout.recordBytes &+ outputCount &* Layout.Output.bytes)
    return StateRecord(source: source, update: Int(update.u16(index &* Layout.updateBytes)))
  }

  /// The first output's value, of most models the only one.
  public var output: TensorRecord { value(output(0).value) }

  /// An output.
  /// - Precondition: `index` is in `0 ..< outputCount`.
  public func output(_ index: Int) -> OutputRecord {
    precondition(index >= 0 && index < outputCount)
    if isVersion1 { return OutputRecord(lastOperator: self[operator: operatorCount &- 1]) }
    return OutputRecord(at: records + (operatorCount &* Layout.recordBytes &+ index &* Layout.Output.bytes))
  }

  /// Whether the file is of version 1. A constant where a build has but one form.
  @inline(__always)
  package var isVersion1: Bool {
    isBuiltIn(.version1)
      && (!isBuiltIn(.fullForm) && !isBuiltIn(.compactForm)
        || base.u16(Layout.Header.version) == Layout.version1)
  }

  /// Whether the file is in the compact form. A constant where a build has but one form.
  @inline(__always)
  public var isCompact: Bool {
    isBuiltIn(.compactForm)
      && (!isBuiltIn(.version1) && !isBuiltIn(.fullForm)
        || base.u16(Layout.Header.version) == Layout.version2
          && base.u8(Layout.Header.form) == Layout.compactForm)
  }

  /// How many inputs, inputs and states, and outputs there are.
  struct Counts {
    var inputs = 1
    var sources = 1
    var outputs = 1
  }

  @inline(__always)
  private var counts: Counts {
    isVersion1 ? Counts() : Self.counts(base, isCompact ? .compact : .full)
  }

  @inline(__always)
  static func counts(_ base: UnsafeRawPointer, _ form: Form) -> Counts {
    guard isBuiltIn(.manyValues), form != .version1 else { return Counts() }
    let first = base + (form == .compact ? Layout.Compact.inputCount : Layout.Header.inputCount)
    return Counts(
      inputs: Int(first.u8(0)), sources: Int(first.u8(0)) &+ Int(first.u8(1)), outputs: Int(first.u8(2)))
  }
}

/// A value that persists between runs.
public struct StateRecord {
  /// Its record among the sources, from the tensor record on.
  let source: UnsafeRawPointer
  /// Which value it becomes when all operators have been executed.
  public let update: Int

  /// Where it lies, and what its integers stand for.
  public var value: TensorRecord { TensorRecord(at: source, Layout.Source.tensor) }

  /// Where its starting values are among the constants; nil where all of them are zero points.
  var startingValuesOffset: Int? {
    source.u32(Layout.Source.startingValues) == Layout.Source.noValues
      ? nil : source.size32(Layout.Source.startingValues)
  }
}

extension Model {
  /// The elements that a state starts with, as bytes; nil where all of them are its zero point.
  public func startingValues(of state: StateRecord) -> UnsafeRawBufferPointer? {
    guard let offset = state.startingValuesOffset else { return nil }
    return UnsafeRawBufferPointer(start: constants(at: offset), count: state.value.byteCount)
  }
}
