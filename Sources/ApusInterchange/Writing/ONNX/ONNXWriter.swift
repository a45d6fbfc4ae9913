import ApusGraph

/// Puts an `.onnx` file together (onnx.proto of github.com/onnx/onnx, operator set 17 where that has all operators). Feature maps are
/// NCHW, sequences `[batch, steps, features]`, vectors `[batch, features]`.
///
/// Of an int8 network every value is quantized and dequantized again where it is made, so that what operators compute in float
/// lies on the integers' grid.
struct ONNXWriter {
  let network: OutgoingNetwork
  let rounding: ONNXFile.Rounding
  private var nodes: [ProtobufWriter] = []
  private var initializers: [ProtobufWriter] = []
  private var initialized: Set<String> = []
  /// The tensor in float that holds each value.
  private var tensors: [String: String] = [:]
  private var nodeNames: [String] = []
  private var obstacles: [WritingError.Obstacle] = []

  /// The operator set: 17, or the one that first has an operator of the network.
  let operatorSet: Int
  /// Messages of protocol buffers are smaller than 2 GiB.
  private static let mostBytes = Int(Int32.max)

  /// The file of a network.
  static func bytes(
    of network: OutgoingNetwork, rounding: ONNXFile.Rounding = .plain
  ) throws(WritingError) -> [UInt8] {
    var writer = ONNXWriter(network, rounding)
    return try writer.bytes()
  }

  private init(_ network: OutgoingNetwork, _ rounding: ONNXFile.Rounding) {
    (self.network, self.rounding) = (network, rounding)
    operatorSet = network.nodes.reduce(17) { most, node in
      guard case .function(let body) = node.operation else { return most }
      switch body.kind {
      case .gelu, .geluTanh: return max(most, 20)
      case .mish: return max(most, 18)
      case _: return most
      }
    }
  }

  private mutating func bytes() throws(WritingError) -> [UInt8] {
    try network.checkPlain(format: "ONNX")
    for input in network.inputs {
      tensors[input.name] = input.name
      if let quantization = input.quantization {
        tensors[input.name] = quantize(input.name, as: input.name, quantization)
      }
    }
    for node in network.nodes { add(node) }
    guard obstacles.isEmpty else { throw .operators(format: "ONNX", obstacles) }
    var graph = ProtobufWriter()
    let outputs = network.outputs.map { output in
      (output.name, self.output(output.name, of: output.value), output.value)
    }
    for node in nodes { graph.add(1, node) }
    graph.add(2, network.name)
    for initializer in initializers { graph.add(5, initializer) }
    for input in network.inputs { graph.add(11, Self.information(input.name, input.shape, type: 1)) }
    for (_, tensor, value) in outputs {
      let isIndex = network.nodes.contains { $0.value == value && $0.operation.int8.outputElement == .int32 }
      graph.add(12, Self.information(tensor, network.shapes[value] ?? [1], type: isIndex ? 7 : 1))
    }
    var annotation = network.annotation
    annotation.nodes = nodeNames
    var entry = ProtobufWriter()
    entry.add(1, NetworkAnnotation.key)
    entry.add(2, annotation.json.text)
    var operators = ProtobufWriter()
    operators.add(1, "")
    operators.add(2, operatorSet)
    var model = ProtobufWriter()
    model.add(1, operatorSet < 20 ? 8 : 9)
    model.add(2, "Apus")
    model.add(7, graph)
    model.add(8, operators)
    model.add(14, entry)
    guard model.bytes.count < Self.mostBytes else { throw .tooLarge(format: "ONNX") }
    return model.bytes
  }

  /// A tensor of an output's own name that holds a value.
  private mutating func output(_ name: String, of value: String) -> String {
    let tensor = tensors[value] ?? value
    guard tensor != name else { return name }
    // Names of tensors are one name space; an output takes one that nothing has.
    let isTaken = network.shapes[name] != nil || tensors.values.contains(name) || initialized.contains(name)
    let own = isTaken ? "\(name).output" : name
    add("Identity", [tensor], own)
    return own
  }

  // MARK: What the operators' files use

  /// Notes that a node cannot be expressed.
  mutating func refuse(_ node: OutgoingNode, _ what: String) {
    obstacles.append(WritingError.Obstacle(node: node.name, what: "\(node.operation.name)\(what)"))
  }

  /// The tensor in float that holds a value.
  func tensor(_ value: String) -> String { tensors[value] ?? value }

  /// The shape of a value.
  func shape(of value: String) -> Shape { network.shapes[value] ?? [1] }

  /// Makes a value another name of one that is there.
  mutating func alias(_ value: String, to other: String) { tensors[value] = tensors[other] }

  /// Notes that an import makes a node of a name of the operators that follow.
  mutating func note(_ name: String) { nodeNames.append(name) }

  /// Adds a node of one output.
  /// - Returns: the output's name.
  @discardableResult
  mutating func add(
    _ type: String, _ inputs: [String], _ output: String, _ attributes: [ONNXAttribute] = []
  ) -> String {
    var node = ProtobufWriter()
    for input in inputs { node.add(1, input) }
    node.add(2, output)
    node.add(3, output)
    node.add(4, type)
    for attribute in attributes { node.add(5, attribute.content) }
    nodes.append(node)
    return output
  }

  /// Adds an initializer of 64-bit integers.
  mutating func constant(_ name: String, _ values: [Int], shape: [Int]? = nil) -> String {
    var bytes: [UInt8] = []
    for value in values { bytes.append(little: Int64(value)) }
    return initializer(name, shape: shape ?? [values.count], type: 7, bytes)
  }

  /// Adds an initializer of floats.
  mutating func constant(_ name: String, floats values: [Float], shape: [Int]? = nil) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for value in values { bytes.append(little: value.bitPattern) }
    return initializer(name, shape: shape ?? [values.count], type: 1, bytes)
  }

  /// Adds a constant of the network, dequantized where it is of integers.
  /// - Parameters:
  ///   - order: where each element comes from.
  ///   - axis: the axis along which there may be several scales.
  mutating func constant(
    _ name: String, _ constant: OutgoingConstant, shape: [Int], order: [Int]? = nil, axis: Int = 0
  ) -> String {
    func ordered<Element>(_ values: [Element]) -> [Element] { order.map { $0.map { values[$0] } } ?? values }
    let (stored, scales, zeroPoint): (String, [Float], Int)
    switch constant {
    case .float(let values): return self.constant(name, floats: ordered(values), shape: shape)
    case .int8(let values, let ownScales, let zero):
      stored = initializer(
        "\(name)_quantized", shape: shape, type: 3, ordered(values).map { UInt8(bitPattern: $0) })
      (scales, zeroPoint) = (ownScales, zero)
    case .int32(let values, let ownScales):
      var bytes: [UInt8] = []
      for value in ordered(values) { bytes.append(little: value) }
      stored = initializer("\(name)_quantized", shape: shape, type: 6, bytes)
      (scales, zeroPoint) = (ownScales, 0)
    case .int64, .integers:
      // Only of networks with wide values, which are refused.
      preconditionFailure("a constant of \(name) that ONNX has no integers for")
    }
    let extents = scales.count == 1 ? [] : [scales.count]
    var inputs = [stored, self.constant("\(name)_scale", floats: scales, shape: extents)]
    if case .int8 = constant {
      inputs.append(
        initializer(
          "\(name)_zero_point", shape: extents, type: 3,
          [UInt8](repeating: UInt8(bitPattern: Int8(clamping: zeroPoint)), count: scales.count)))
    }
    return add("DequantizeLinear", inputs, name, scales.count == 1 ? [] : [.integer("axis", axis)])
  }

  /// Makes a tensor the value of a node: with its rectifier, and on the grid of its integers.
  mutating func finish(_ node: OutgoingNode, _ tensor: String) {
    nodeNames.append(node.name)
    if node.value != node.name { nodeNames.append(node.value) }
    var result = tensor
    if let quantization = node.quantization, rounding == .exact, let amounts = amounts(of: node) {
      let isPositive = node.activation != .none || quantization.zeroPoint == -128
      result = corrected(result, of: node, by: amounts, isPositive: isPositive)
    }
    switch node.activation {
    case .none: break
    case .relu: result = add("Relu", [result], "\(tensor).relu")
    case .relu6:
      let (low, high) = limits()
      result = add("Clip", [result, low, high], "\(tensor).relu6")
    }
    if let quantization = node.quantization { result = quantize(result, as: node.value, quantization) }
    tensors[node.value] = result
  }

  /// Makes a tensor of indices the value of a node.
  mutating func finish(_ node: OutgoingNode, indices tensor: String) {
    nodeNames.append(node.name)
    tensors[node.value] = tensor
  }

  /// 0 and 6.
  mutating func limits() -> (low: String, high: String) {
    (constant("constant_0", floats: [0], shape: []), constant("constant_6", floats: [6], shape: []))
  }

  /// Quantizes a tensor and dequantizes it again.
  private mutating func quantize(
    _ tensor: String, as name: String, _ quantization: QuantizationParameters
  ) -> String {
    let scale = constant("\(name)/scale", floats: [quantization.scale], shape: [])
    let zeroPoint = initializer(
      "\(name)/zero_point", shape: [], type: 3,
      [UInt8(bitPattern: Int8(clamping: quantization.zeroPoint))])
    let integers = add("QuantizeLinear", [tensor, scale, zeroPoint], "\(name)/quantized")
    return add("DequantizeLinear", [integers, scale, zeroPoint], "\(name)/dequantized")
  }

  private mutating func initializer(_ name: String, shape: [Int], type: Int, _ bytes: [UInt8]) -> String {
    guard initialized.insert(name).inserted else { return name }
    var tensor = ProtobufWriter()
    for extent in shape { tensor.add(1, extent) }
    tensor.add(2, type)
    tensor.add(8, name)
    tensor.add(9, bytes)
    initializers.append(tensor)
    return name
  }

  /// The name, element type and extents of an input or output.
  private static func information(_ name: String, _ shape: Shape, type: Int) -> ProtobufWriter {
    var extents = ProtobufWriter()
    var batch = ProtobufWriter()
    batch.add(2, "batch")
    extents.add(1, batch)
    for extent in ONNXLayout.extents(shape) {
      var dimension = ProtobufWriter()
      dimension.add(1, extent)
      extents.add(1, dimension)
    }
    var tensor = ProtobufWriter()
    tensor.add(1, type)
    tensor.add(2, extents)
    var kind = ProtobufWriter()
    kind.add(1, tensor)
    var information = ProtobufWriter()
    information.add(1, name)
    information.add(2, kind)
    return information
  }
}

/// An attribute of a node.
enum ONNXAttribute {
  case integer(String, Int)
  case integers(String, [Int])
  case float(String, Float)
  case text(String, String)
  case texts(String, [String])

  fileprivate var content: ProtobufWriter {
    var content = ProtobufWriter()
    switch self {
    case .float(let name, let value):
      content.add(1, name)
      content.add(2, value)
      content.add(20, 1)
    case .integer(let name, let value):
      content.add(1, name)
      content.add(3, value)
      content.add(20, 2)
    case .text(let name, let value):
      content.add(1, name)
      content.add(4, value)
      content.add(20, 3)
    case .texts(let name, let values):
      content.add(1, name)
      for value in values { content.add(9, value) }
      content.add(20, 8)
    case .integers(let name, let values):
      content.add(1, name)
      for value in values { content.add(8, value) }
      content.add(20, 7)
    }
    return content
  }
}

/// Where the axes of a value lie in ONNX, behind the batch: those of feature maps as channels, rows, columns, all others
/// as they are.
enum ONNXLayout {
  /// For each dimension behind the batch, which axis it is.
  static func axes(rank: Int) -> [Int] { rank == 3 ? [2, 0, 1] : Array(0..<rank) }

  /// The dimension that an axis is, the batch being 0.
  static func dimension(of axis: Int, rank: Int) -> Int { axes(rank: rank).firstIndex(of: axis)! + 1 }

  /// Extents behind the batch.
  static func extents(_ shape: Shape) -> [Int] { axes(rank: shape.rank).map { shape.dimensions[$0] } }

  /// Of a constant's elements in ONNX's order, where each comes from.
  static func order(_ shape: Shape) -> [Int]? {
    guard shape.rank == 3 else { return nil }
    let (rows, columns, channels) = shape.grid
    return (0..<channels).flatMap { channel in
      (0..<rows * columns).map { $0 * channels + channel }
    }
  }
}
