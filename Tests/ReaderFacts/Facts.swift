import ApusModel

/// All that a file says, but for the bytes of constants, which are told by their checksums.
struct Facts: Encodable {
  struct Tensor: Encodable {
    var shape: [Int]
    var element: String
    var arenaOffset: Int
    var scale: Float
    var zeroPoint: Int

    init(_ record: TensorRecord) {
      shape = Array([record.height, record.width, record.channels].suffix(record.rank))
      element = "\(record.element)"
      arenaOffset = record.offset
      scale = record.scale
      zeroPoint = Int(record.zeroPoint)
    }
  }

  struct State: Encodable {
    var tensor: Tensor
    var update: Int
    var hasStartingValues: Bool
    /// Of the starting values, if they are in the file.
    var startingChecksum: UInt32?
  }

  struct Output: Encodable {
    var tensor: Tensor
    var value: Int
  }

  struct Operator: Encodable {
    var kind: String
    var inputs: [Int]
    var output: String
    var bytes: Int
    var arenaOffset: Int
    var scale: Float
    var zeroPoint: Int
    var clamp: [Int32]
    /// Of the bytes of the payload that every form has.
    var payloadChecksum: UInt32
    var constantsBytes: Int
    var multiplyAccumulates: Int
    /// Of biases as 32-bit numbers; nil where there are none.
    var biasesChecksum: UInt32?
    /// Of multipliers and shifts, both as 32-bit numbers, channel by channel.
    var factorsChecksum: UInt32?
    /// Of weights, a table or the elements of a constant operand.
    var weightsChecksum: UInt32?
  }

  var form: String
  var fileBytes: Int
  var constantsBytes: Int
  var arenaBytes: Int
  var operatorMask: UInt64
  var multiplyAccumulates: Int
  var inputs: [Tensor]
  var states: [State]
  var outputs: [Output]
  var operators: [Operator]
  /// What people and image loaders need; nil where it is refused.
  var metadata: Names?
  /// Why the metadata are refused.
  var metadataRefused: String?

  init(_ model: Model) {
    form = model.isVersion1 ? "version 1" : model.isCompact ? "compact" : "full"
    fileBytes = model.bytes.count
    constantsBytes = model.constantsBytes
    arenaBytes = model.arenaBytes
    operatorMask = model.operatorMask
    multiplyAccumulates = model.multiplyAccumulates
    inputs = (0..<model.inputCount).map { Tensor(model.input($0)) }
    states = (0..<model.stateCount).map { index in
      let state = model.state(index)
      let starting = model.startingValues(of: state)
      return State(
        tensor: Tensor(state.value), update: state.update, hasStartingValues: starting != nil,
        startingChecksum: starting.map { CRC32C.checksum(of: $0) })
    }
    outputs = (0..<model.outputCount).map { index in
      let number = model.output(index).value
      return Output(tensor: Tensor(model.value(number)), value: number)
    }
    operators = (0..<model.operatorCount).map { Operator(model[operator: $0], in: model) }
    do throws(ModelError) { metadata = Names(try model.metadata(), of: model) } catch {
      metadataRefused = error.description
    }
  }
}

extension Facts.Operator {
  init(_ record: OperatorRecord, in model: Model) {
    kind = record.kind.name
    inputs = (0..<record.inputCount).map { record.input($0) }
    let value = record.output
    output =
      value.rank == 1 ? "\(value.channels)" : "\(value.height)×\(value.width)×\(value.channels)"
    (bytes, arenaOffset) = (value.byteCount, value.offset)
    (scale, zeroPoint) = (value.scale, Int(value.zeroPoint))
    clamp = [record.clampLow, record.clampHigh]
    payloadChecksum = CRC32C.checksum(of: UnsafeRawBufferPointer(rebasing: record.bytes[28..<61]))
    constantsBytes = record.constantsBytes(in: model)
    multiplyAccumulates = Int(record.multiplyAccumulates(in: model))
    if let constants = record.channelConstants(in: model) {
      let factors = (0..<constants.channels).map { constants.factor($0) }
      biasesChecksum = checksum((0..<constants.channels).map { constants.bias($0) })
      factorsChecksum = checksum(factors.flatMap { [$0.multiplier, $0.shift] })
      weightsChecksum = CRC32C.checksum(
        of: UnsafeRawBufferPointer(start: constants.weights, count: constants.weightCount))
    } else if constantsBytes > 0 {
      weightsChecksum = CRC32C.checksum(of: record.plainConstants(in: model))
    }
  }
}

private func checksum(_ numbers: [Int32]) -> UInt32 {
  numbers.map(\.littleEndian).withUnsafeBytes { CRC32C.checksum(of: $0) }
}

/// What the metadata say, and what outputs mean.
struct Names: Encodable {
  struct Output: Encodable {
    var name: String?
    var meaning: String
    var classes: [String]?
    var temperature: Float
    var rule: String
    var number: Int32
    /// The table of the rule `sum`.
    var table: [UInt16]?
  }

  struct Pixels: Encodable {
    var encoding: String
    var style: String
    var fit: String
    var order: String
    var offsets: [Float]
    var divisors: [Float]
    /// Of the integers of all pixels of each channel, of 64 channels at most.
    var tableChecksum: UInt32
  }

  var name: String
  var inputNames: [String?]
  var stateNames: [String?]
  var outputs: [Output]
  var operatorNames: [String]?
  var pixels: [Pixels?]

  init(_ metadata: Metadata, of model: Model) {
    func text(_ name: UnsafeRawBufferPointer) -> String { String(decoding: name, as: UTF8.self) }
    name = text(metadata.name)
    inputNames = (0..<model.inputCount).map { metadata.inputName($0).map(text) }
    stateNames = (0..<model.stateCount).map { metadata.stateName($0).map(text) }
    operatorNames = metadata.operatorNames.map { $0.map(text) }
    outputs = (0..<model.outputCount).map { index in
      let output = model.output(index)
      return Output(
        name: metadata.outputName(index).map(text), meaning: "\(output.meaning)",
        classes: metadata.classNames(ofOutput: index).map { $0.map(text) }, temperature: output.temperature,
        rule: "\(output.rule)", number: output.number,
        table: output.rule == .sum ? model.table(of: output) : nil)
    }
    pixels = (0..<model.inputCount).map { index in
      metadata.pixels(ofInput: index).map { rule in
        let channels = min(model.input(index).channels, 64)
        let table = (0..<channels).flatMap { channel in
          (0..<256).map { rule.value(of: UInt8($0), channel: channel) }
        }
        return Pixels(
          encoding: "\(rule.encoding)", style: "\(rule.style)", fit: "\(rule.fit)",
          order: "\(rule.channelOrder)",
          offsets: (0..<rule.toldCount).map { rule.offset($0) },
          divisors: (0..<rule.toldCount).map { rule.divisor($0) },
          tableChecksum: table.withUnsafeBytes { CRC32C.checksum(of: $0) })
      }
    }
  }
}
