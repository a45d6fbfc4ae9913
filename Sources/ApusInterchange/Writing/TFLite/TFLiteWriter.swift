import ApusGraph

/// Puts a `.tflite` file together: a batch of one, tensors and operators in the order of the network's nodes.
struct TFLiteWriter {
  let network: OutgoingNetwork
  /// How a value's integers stand for real numbers.
  let quantizations: [String: QuantizationParameters]
  private var tensors: [FlatBufferContent] = []
  private var buffers: [[UInt8]] = [[]]
  private var operators: [FlatBufferContent] = []
  private var codes: [TFLiteOperatorCode] = []
  /// The number of each value's tensor.
  private var values: [String: Int] = [:]
  /// Names of the nodes that an import makes of the operators.
  private var nodeNames: [String] = []
  private var obstacles: [WritingError.Obstacle] = []

  /// Whether activations are int8.
  var isQuantized: Bool { !quantizations.isEmpty }

  /// Offsets in the file are of 31 bits.
  private static let mostBytes = Int(Int32.max)

  /// The file of a network.
  static func bytes(of network: OutgoingNetwork) throws(WritingError) -> [UInt8] {
    var writer = TFLiteWriter(network)
    return try writer.bytes()
  }

  private init(_ network: OutgoingNetwork) {
    self.network = network
    quantizations = network.quantizations
  }

  private mutating func bytes() throws(WritingError) -> [UInt8] {
    for input in network.inputs {
      values[input.name] = tensor(input.name, input.shape, input.quantization)
    }
    for node in network.nodes { add(node) }
    guard obstacles.isEmpty else { throw .operators(format: "TensorFlow Lite", obstacles) }
    for output in network.outputs { rename(values[output.value] ?? 0, output.name) }
    var annotation = network.annotation
    annotation.nodes = nodeNames
    buffers.append(Array(annotation.json.text.utf8))
    let described = TFLiteWrittenMetadata(annotation: annotation)
    buffers.append(described.bytes)
    guard buffers.reduce(0, { $0 + $1.count + 64 }) < Self.mostBytes else {
      throw .tooLarge(format: "TensorFlow Lite")
    }
    let subgraph = FlatBufferContent([
      0: .tables(tensors),
      1: .int32s(network.inputs.map { Int32(values[$0.name] ?? 0) }),
      2: .int32s(network.outputs.map { Int32(values[$0.value] ?? 0) }),
      3: .tables(operators), 4: .text("main"),
    ])
    let entries = [NetworkAnnotation.key, TFLiteWrittenMetadata.key]
    let metadata = entries.enumerated().map { index, name in
      FlatBufferContent([
        0: .text(name), 1: .int32(Int32(buffers.count - entries.count + index)),
      ])
    }
    let model = FlatBufferContent([
      0: .int32(3), 1: .tables(codes.map(\.content)), 2: .tables([subgraph]),
      3: .text("Written by Apus"),
      4: .tables(buffers.map { FlatBufferContent($0.isEmpty ? [:] : [0: .bytes($0)]) }),
      6: .tables(metadata),
    ])
    let file = FlatBufferWriter(root: model, mark: "TFL3").bytes
    let archive = described.labels.flatMap {
      ZipArchive.archive(of: TFLiteWrittenMetadata.labelFile, $0)
    }
    return file + (archive ?? [])
  }

  // MARK: What the operators' files use

  /// Notes that a node cannot be expressed.
  mutating func refuse(_ node: OutgoingNode, _ what: String) {
    obstacles.append(WritingError.Obstacle(node: node.name, what: "\(node.operation.name)\(what)"))
  }

  /// The number of a value's tensor.
  func tensor(of value: String) -> Int { values[value] ?? 0 }

  /// The shape of a value.
  func shape(of value: String) -> Shape { network.shapes[value] ?? [1] }

  /// Makes a value another name of one that is there.
  mutating func alias(_ value: String, to other: String) { values[value] = values[other] }

  /// Adds a tensor for a value that an operator makes.
  mutating func tensor(_ name: String, _ shape: Shape, _ quantization: QuantizationParameters?) -> Int {
    add(
      name, [1] + shape.dimensions, quantization == nil ? .float32 : .int8,
      quantization.map { ([$0.scale], $0.zeroPoint, 0) })
  }

  /// Adds a constant of whole numbers.
  mutating func constant(_ name: String, _ numbers: [Int], shape: [Int]? = nil) -> Int {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(little: Int32(truncatingIfNeeded: number)) }
    return add(name, shape ?? [numbers.count], .int32, nil, data: bytes)
  }

  /// Adds a constant of the network.
  /// - Parameter axis: the dimension along which there may be several scales.
  mutating func constant(_ name: String, _ constant: OutgoingConstant, shape: [Int], axis: Int = 0) -> Int {
    var bytes: [UInt8] = []
    switch constant {
    case .float(let values):
      bytes.reserveCapacity(4 * values.count)
      for value in values { bytes.append(little: value.bitPattern) }
      return add(name, shape, .float32, nil, data: bytes)
    case .int8(let values, let scales, let zeroPoint):
      bytes = values.map { UInt8(bitPattern: $0) }
      return add(name, shape, .int8, (scales, zeroPoint, axis), data: bytes)
    case .int32(let values, let scales):
      for value in values { bytes.append(little: value) }
      return add(name, shape, .int32, (scales, 0, 0), data: bytes)
    }
  }

  /// Adds an operator that makes one tensor.
  /// - Parameters:
  ///   - name: what an import calls the node that it makes of it.
  ///   - fused: what it calls the rectifier's, where the operator has one in a float network.
  mutating func add(
    _ code: TFLiteOperatorCode, _ inputs: [Int], makes output: Int, options: TFLiteWrittenOptions? = nil,
    name: String, fused: String? = nil
  ) {
    var code = code
    code.isInt8 = isQuantized
    let number = codes.firstIndex(of: code) ?? codes.count
    if number == codes.count { codes.append(code) }
    var content: [Int: FlatBufferContent.Field] = [
      0: .int32(Int32(number)), 1: .int32s(inputs.map { Int32($0) }), 2: .int32s([Int32(output)]),
    ]
    if let options {
      content[3] = .byte(UInt8(options.kind))
      content[4] = .table(FlatBufferContent(options.fields))
    }
    operators.append(FlatBufferContent(content))
    nodeNames.append(name)
    if let fused { nodeNames.append(fused) }
  }

  /// Adds the last operator of a node, and its rectifier: as an option where the operator has one, or else as an operator
  /// of its own.
  /// - Parameters:
  ///   - activationSlot: the option's slot; nil where there is none.
  ///   - quantization: that of what the operator makes; the node's unless given.
  mutating func finish(
    _ node: OutgoingNode, _ code: TFLiteOperatorCode, _ inputs: [Int], options: TFLiteWrittenOptions? = nil,
    activationSlot: Int? = nil, shape: Shape? = nil, element: TFLiteTensorType? = nil
  ) {
    let isFused = activationSlot != nil || node.activation == .none
    let name = node.activation == .none || isFused ? node.value : "\(node.name).unclamped"
    let shape = shape ?? node.shape
    let output =
      element.map { add(name, [1] + shape.dimensions, $0, nil) } ?? tensor(name, shape, node.quantization)
    var options = options
    if let activationSlot, node.activation != .none {
      options?.fields[activationSlot] = .byte(node.activation == .relu ? 1 : 3)
    }
    let hasOwnName = node.value != node.name
    add(
      code, inputs, makes: output, options: options, name: isFused ? node.name : name,
      fused: isFused && hasOwnName ? node.value : nil)
    values[node.value] = output
    guard !isFused else { return }
    let clamped = tensor(node.value, shape, node.quantization)
    add(node.activation == .relu ? .relu : .relu6, [output], makes: clamped, name: node.value)
    values[node.value] = clamped
  }

  private mutating func add(
    _ name: String, _ shape: [Int], _ type: TFLiteTensorType,
    _ quantization: (scales: [Float], zeroPoint: Int, axis: Int)?, data: [UInt8]? = nil
  ) -> Int {
    var content: [Int: FlatBufferContent.Field] = [
      0: .int32s(shape.map { Int32(truncatingIfNeeded: $0) }),
      1: .byte(UInt8(truncatingIfNeeded: type.rawValue)),
      3: .text(name),
    ]
    if let data {
      content[2] = .int32(Int32(buffers.count))
      buffers.append(data)
    }
    if let quantization {
      let zeroPoints = quantization.scales.map { _ in Int64(quantization.zeroPoint) }
      content[4] = .table(
        FlatBufferContent([
          2: .floats(quantization.scales), 3: .int64s(zeroPoints), 6: .int32(Int32(quantization.axis)),
        ]))
    }
    tensors.append(FlatBufferContent(content))
    return tensors.count - 1
  }

  private mutating func rename(_ tensor: Int, _ name: String) { tensors[tensor].fields[3] = .text(name) }
}
