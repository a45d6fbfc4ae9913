import ApusGraph

/// Puts a `.tflite` file together: a batch of one, tensors and operators in the order of the network's nodes.
struct TFLiteWriter {
  let network: OutgoingNetwork
  /// How a value's integers stand for real numbers.
  let quantizations: [String: QuantizationParameters]
  /// The integers of a value.
  let elementTypes: [String: ApusGraph.ElementType]
  private var tensors: [FlatBufferContent] = []
  private var buffers: [[UInt8]] = [[]]
  private var operators: [FlatBufferContent] = []
  private var codes: [TFLiteOperatorCode] = []
  /// The number of each value's tensor.
  private var values: [String: Int] = [:]
  /// Names of the nodes that an import makes of the operators.
  private var nodeNames: [String] = []
  private var obstacles: [WritingError.Obstacle] = []
  /// States in the order in which an import meets them.
  private var stateNames: [String] = []
  /// States that never change, until something takes them.
  private var constantStates: Set<String> = []
  /// How many layers there are that remember, and which of them begin anew in each run.
  private var layerCount = 0
  private var restarted: [Int] = []
  /// Variables that hold states, by their tensors.
  var variables: [(state: OutgoingNetwork.State, handle: Int)] = []

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
    elementTypes = network.elementTypes
  }

  private mutating func bytes() throws(WritingError) -> [UInt8] {
    for input in network.inputs {
      let isIndex = input.elementType == .int32 && input.quantization != nil
      values[input.name] =
        isIndex
        ? add(input.name, [1] + input.shape.dimensions, .int32, nil)
        : tensor(input.name, input.shape, input.quantization, input.elementType)
    }
    readStates()
    for node in network.nodes {
      for input in node.inputs where constantStates.remove(input) != nil { note(state: input) }
      add(node)
    }
    assignStates()
    guard obstacles.isEmpty else { throw .operators(format: "TensorFlow Lite", obstacles) }
    for output in network.outputs { rename(values[output.value] ?? 0, output.name) }
    let initialization = initialization()
    var annotation = network.annotation
    annotation.nodes = nodeNames
    annotation.writtenStates = stateNames
    annotation.restarted = restarted
    buffers.append(Array(annotation.json.text.utf8))
    let described = TFLiteWrittenMetadata(annotation: annotation)
    buffers.append(described.bytes)
    guard buffers.reduce(0, { $0 + $1.count + 64 }) < Self.mostBytes else {
      throw .tooLarge(format: "TensorFlow Lite")
    }
    let main = FlatBufferContent([
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
      0: .int32(3), 1: .tables(codes.map(\.content)), 2: .tables([main] + initialization),
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
  mutating func tensor(
    _ name: String, _ shape: Shape, _ quantization: QuantizationParameters?,
    _ element: ApusGraph.ElementType = .int8,
    isVariable: Bool = false
  ) -> Int {
    add(
      name, [1] + shape.dimensions, quantization == nil ? .float32 : TFLiteTensorType(element),
      quantization.map { ([$0.scale], $0.zeroPoint, 0) }, isVariable: isVariable)
  }

  /// Adds a constant of whole numbers.
  mutating func constant(_ name: String, _ numbers: [Int], shape: [Int]? = nil) -> Int {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(little: Int32(truncatingIfNeeded: number)) }
    return add(name, shape ?? [numbers.count], .int32, nil, data: bytes)
  }

  /// Adds a constant of the network.
  /// - Parameter axis: the dimension along which there may be several scales.
  mutating func constant(
    _ name: String, _ constant: OutgoingConstant, shape: [Int], axis: Int = 0, zeroPoint: Int = 0
  ) -> Int {
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
    case .int64(let values, let scales):
      for value in values { bytes.append(little: value) }
      return add(name, shape, .int64, (scales, 0, 0), data: bytes)
    case .integers(let values, let element, let scale):
      for value in values {
        switch element {
        case .int8: bytes.append(little: Int8(truncatingIfNeeded: value))
        case .int16: bytes.append(little: Int16(truncatingIfNeeded: value))
        case .int32: bytes.append(little: value)
        }
      }
      return add(name, shape, TFLiteTensorType(element), ([scale], zeroPoint, axis), data: bytes)
    }
  }

  /// Lets a tensor hold a value.
  mutating func hold(_ value: String, in tensor: Int) { values[value] = tensor }

  /// Notes that a state is a constant in the file, of which an import makes a state where something takes it.
  mutating func note(constantState name: String) { constantStates.insert(name) }

  /// Adds a tensor of whole numbers that stand for themselves.
  mutating func index(_ name: String, _ shape: Shape) -> Int {
    add(name, [1] + shape.dimensions, .int32, nil)
  }

  /// Adds a tensor that refers to a variable.
  mutating func handle(_ name: String) -> Int { add(name, [], .resource, nil) }

  /// A subgraph without inputs and outputs.
  mutating func subgraph(
    named name: String, _ body: (inout TFLiteWriter) -> Void
  ) -> FlatBufferContent {
    let outer = (tensors, operators)
    (tensors, operators) = ([], [])
    defer { (tensors, operators) = outer }
    body(&self)
    return FlatBufferContent([
      0: .tables(tensors), 1: .int32s([]), 2: .int32s([]), 3: .tables(operators), 4: .text(name),
    ])
  }

  /// Notes that an import meets a state.
  mutating func note(state name: String) { stateNames.append(name) }

  /// Notes that there is a layer that remembers, and whether it begins anew in each run, which the format has no place for.
  mutating func noteLayer(isRestarted: Bool) {
    if isRestarted { restarted.append(layerCount) }
    layerCount += 1
  }

  /// Adds a tensor without elements that only says how integers stand for real numbers.
  mutating func mark(
    _ name: String, _ quantization: QuantizationParameters, _ element: ApusGraph.ElementType
  ) -> Int {
    add(name, [0], TFLiteTensorType(element), ([quantization.scale], quantization.zeroPoint, 0))
  }

  /// Adds an operator of which an import makes no node.
  mutating func addSilently(
    _ code: TFLiteOperatorCode, _ inputs: [Int], makes outputs: [Int], options: TFLiteWrittenOptions,
    intermediates: [Int] = []
  ) {
    operators.append(content(code, inputs, makes: outputs, options: options, intermediates: intermediates))
  }

  /// Adds an operator that makes one tensor.
  /// - Parameters:
  ///   - name: what an import calls the node that it makes of it.
  ///   - fused: what it calls the rectifier's, where the operator has one in a float network.
  mutating func add(
    _ code: TFLiteOperatorCode, _ inputs: [Int], makes output: Int, options: TFLiteWrittenOptions? = nil,
    name: String, fused: String? = nil
  ) {
    operators.append(content(code, inputs, makes: [output], options: options))
    note(node: name)
    if let fused { note(node: fused) }
  }

  /// Notes that an import makes a node of a name of the operators that follow.
  mutating func note(node name: String) { nodeNames.append(name) }

  private mutating func content(
    _ code: TFLiteOperatorCode, _ inputs: [Int], makes outputs: [Int], options: TFLiteWrittenOptions?,
    intermediates: [Int] = []
  ) -> FlatBufferContent {
    var code = code
    code.isInt8 = isQuantized
    let number = codes.firstIndex(of: code) ?? codes.count
    if number == codes.count { codes.append(code) }
    var content: [Int: FlatBufferContent.Field] = [
      0: .int32(Int32(number)), 1: .int32s(inputs.map { Int32($0) }), 2: .int32s(outputs.map { Int32($0) }),
    ]
    if let options {
      content[3] = .byte(UInt8(options.kind))
      content[4] = .table(FlatBufferContent(options.fields))
    }
    if !intermediates.isEmpty { content[8] = .int32s(intermediates.map { Int32($0) }) }
    return FlatBufferContent(content)
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
      element.map { add(name, [1] + shape.dimensions, $0, nil) }
      ?? tensor(name, shape, node.quantization, node.elementType)
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
    let clamped = tensor(node.value, shape, node.quantization, node.elementType)
    add(node.activation == .relu ? .relu : .relu6, [output], makes: clamped, name: node.value)
    values[node.value] = clamped
  }

  private mutating func add(
    _ name: String, _ shape: [Int], _ type: TFLiteTensorType,
    _ quantization: (scales: [Float], zeroPoint: Int, axis: Int)?, data: [UInt8]? = nil,
    isVariable: Bool = false
  ) -> Int {
    var content: [Int: FlatBufferContent.Field] = [
      0: .int32s(shape.map { Int32(truncatingIfNeeded: $0) }),
      1: .byte(UInt8(truncatingIfNeeded: type.rawValue)),
      3: .text(name),
    ]
    if isVariable { content[5] = .byte(1) }
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
