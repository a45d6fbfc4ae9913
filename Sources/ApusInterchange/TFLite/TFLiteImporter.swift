import ApusFiles
import ApusGraph

/// Walks a file's operators in order and makes them steps of this kit's operations. Whether the network is
/// float or int8 follows from its input, and every tensor after it must agree.
struct TFLiteImporter {
  let file: TFLiteFile
  /// The tensor that the network's input is: of a network that takes floats and quantizes them at once, what
  /// that makes.
  private(set) var inputTensor: TFLiteTensor
  /// The name of the network's input in the file; empty where it has none.
  let inputTensorName: String
  /// The name of the network's output, `output` where the file has none.
  let outputName: String
  /// Whether activations are int8.
  let isQuantized: Bool
  /// The steps so far.
  private(set) var nodes: [TFLiteNode] = []
  /// The shape of the input and of what each step makes.
  private(set) var shapes: [Shape]
  /// The value that each tensor holds, by the tensor's number.
  private var values: [Int: Int]
  /// The value that the network makes.
  private(set) var output = 0
  private var constantBytes = 0
  private let limits: Limits

  /// Constants may be used by several operators, but not so often that the network is many times the file.
  private static let largestRepetition = 8

  init(_ file: TFLiteFile, limits: Limits) throws(TFLiteError) {
    self.file = file
    self.limits = limits
    let tensor = try file.tensor(file.input)
    switch tensor.type {
    case .int8, .uint8: isQuantized = true
    case .float32: isQuantized = try Self.quantizesInput(file)
    default: throw .inputType(tensor.type.name)
    }
    inputTensor = tensor
    inputTensorName = tensor.name
    let result = try file.tensor(file.output).name
    outputName = result.isEmpty ? NetworkOutput.defaultName : result
    shapes = [try tensor.sampleShape()]
    values = [tensor.index: 0]
    for index in 0..<file.operatorCount { try add(file.operator(index)) }
    guard let output = values[file.output], output > 0 else {
      throw .unsupportedModel("has an output that no operator makes")
    }
    self.output = output
  }

  /// Whether the first operator that takes the network's input is a QUANTIZE.
  private static func quantizesInput(_ file: TFLiteFile) throws(TFLiteError) -> Bool {
    for index in 0..<file.operatorCount {
      let step = try file.operator(index)
      if step.inputs.contains(file.input) { return step.builtin == .quantize }
    }
    return false
  }

  private mutating func add(_ step: TFLiteOperator) throws(TFLiteError) {
    switch step.builtin {
    case .add: try pair(step, TFLiteOptions.Kind.add) { .add(Add(constant: $0)) }
    case .subtract: try pair(step, TFLiteOptions.Kind.subtract) { .subtract(Subtract(constant: $0)) }
    case .multiply: try pair(step, TFLiteOptions.Kind.multiply) { .multiply(Multiply(constant: $0)) }
    case .maximum: try pair(step, TFLiteOptions.Kind.extremum) { .maximum(Maximum(constant: $0)) }
    case .minimum: try pair(step, TFLiteOptions.Kind.extremum) { .minimum(Minimum(constant: $0)) }
    case .averagePool2D: try averagePool(step)
    case .concatenation: try concatenation(step)
    case .convolution2D: try convolution(step)
    case .depthwiseConvolution2D: try depthwiseConvolution(step)
    case .dequantize: try dequantization(step)
    case .fullyConnected: try dense(step)
    case .maxPool2D: try maxPool(step)
    case .relu: try rectifier(step, .relu(ReLU()))
    case .relu6: try rectifier(step, .relu6(ReLU6()))
    case .reshape: try reshape(step, extraInputs: 0...1)
    case .softmax: try softmax(step)
    case .pad: try pad(step)
    case .mean: try mean(step)
    case .squeeze: try reshape(step, extraInputs: 0...0)
    case .leakyReLU: try leakyReLU(step)
    case .logistic: try function(step, .sigmoid(Sigmoid()))
    case .tanh: try function(step, .tanh(Tanh()))
    case .hardSwish: try function(step, .hardSwish(HardSwish()))
    case .quantize: try quantization(step)
    case .stridedSlice: try stridedSlice(step)
    case .slice: try slice(step)
    case .split: try split(step)
    case .splitV: try splitBySizes(step)
    case .transpose: try transposition(step)
    case .resizeNearest: try resizeNearest(step)
    case .resizeBilinear: try resizeBilinear(step)
    case .transposedConvolution: try transposedConvolution(step)
    }
  }

  // MARK: What the operators' files use

  /// The type of activations.
  var activationType: TFLiteTensorType { isQuantized ? .int8 : .float32 }

  /// A tensor that an operator takes or makes.
  func operand(
    _ step: TFLiteOperator, _ list: KeyPath<TFLiteOperator, [Int]>, _ position: Int
  ) throws(TFLiteError) -> TFLiteTensor {
    let numbers = step[keyPath: list]
    guard position < numbers.count else { throw .damaged("\(step.site) has too few operands") }
    return try file.tensor(numbers[position])
  }

  /// The value that an operator takes.
  func value(
    _ step: TFLiteOperator, _ position: Int, type: TFLiteTensorType? = nil
  ) throws(TFLiteError) -> Int {
    let tensor = try operand(step, \.inputs, position)
    guard let value = values[tensor.index] else {
      throw .notComputed(step.site, tensor: tensor.label)
    }
    try check(tensor, type ?? activationType, step.site)
    return value
  }

  /// Throws unless a tensor is of a type.
  func check(
    _ tensor: TFLiteTensor, _ type: TFLiteTensorType, _ site: TFLiteOperatorSite
  ) throws(TFLiteError) {
    guard tensor.type == type else {
      throw .tensorType(site, tensor: tensor.label, found: tensor.type.name, needed: type.name)
    }
  }

  /// Whether a tensor is an operator's or the network's input.
  func isComputed(_ tensor: TFLiteTensor) -> Bool { values[tensor.index] != nil }

  /// The tensor that holds what an operator makes, and which nothing else has made.
  /// - Parameter part: which of how many outputs.
  func output(
    _ step: TFLiteOperator, part: (number: Int, count: Int) = (0, 1)
  ) throws(TFLiteError) -> TFLiteTensor {
    guard step.outputs.count == part.count else {
      throw .damaged("\(step.site) has \(step.outputs.count) outputs instead of \(part.count)")
    }
    let tensor = try operand(step, \.outputs, part.number)
    guard !isComputed(tensor) else { throw .damaged("\(step.site) makes \(tensor.label) once more") }
    return tensor
  }

  /// Notes that a tensor holds a value that is there already.
  mutating func alias(_ tensor: TFLiteTensor, value: Int) { values[tensor.index] = value }

  /// Notes that the network's input is quantized at once: what that makes is the input.
  mutating func quantizeInput(into tensor: TFLiteTensor) {
    inputTensor = tensor
    values[tensor.index] = 0
  }

  /// Adds an operator's step, and a reshaping where the file wants the same elements in another shape.
  /// - Parameters:
  ///   - keepsQuantization: whether TFLite Micro demands one scale and zero point of inputs and output; what the
  ///     operation says unless given.
  ///   - part: which output the step makes, of an operator with several.
  mutating func append(
    _ step: TFLiteOperator, _ operation: Operation, inputs: [Int], activation: FusedActivation = .none,
    constants: TFLiteConstants? = nil, operand: TFLiteOperand? = nil, keepsQuantization: Bool? = nil,
    reshapes: Bool = false, outputType: TFLiteTensorType? = nil, part: (number: Int, count: Int)? = nil
  ) throws(TFLiteError) {
    if let refusal = WorkLimits.refusal(ofNodes: nodes.count + 1, limits: limits) { throw .tooMuch(refusal) }
    let tensor = try output(step, part: part ?? (0, 1))
    try check(tensor, outputType ?? activationType, step.site)
    let declared = try tensor.sampleShape()
    let name =
      "\(step.site.name.lowercased())_\(step.site.index)" + (part.map { ".\($0.number)" } ?? "")
    guard operation.body.inputCount.contains(inputs.count) else {
      throw .unsupported(step.site, "\(inputs.count) inputs")
    }
    let computed: Shape
    do throws(ShapeError) {
      computed = try operation.body.outputShape(for: inputs.map { shapes[$0] })
    } catch {
      throw .shape(step.site, error)
    }
    nodes.append(
      TFLiteNode(
        site: step.site, name: name, operation: operation, inputs: inputs, activation: activation,
        tensor: tensor, constants: constants, operand: operand,
        keepsQuantization: keepsQuantization ?? operation.int8.keepsScale))
    shapes.append(computed)
    if computed != declared {
      guard reshapes, computed.count == declared.count else {
        throw .outputShape(step.site, declared: declared, computed: computed)
      }
      view(nodes.count, as: declared, tensor, step, name: "\(name).reshape")
    }
    values[tensor.index] = nodes.count
  }

  /// A value as a vector, as dense layers need it.
  mutating func flattened(_ value: Int, _ step: TFLiteOperator) throws(TFLiteError) -> Int {
    guard shapes[value].rank != 1 else { return value }
    let tensor = value == 0 ? inputTensor : nodes[value - 1].tensor
    let name = "\(step.site.name.lowercased())_\(step.site.index).flatten"
    view(value, as: Shape([shapes[value].count]), tensor, step, name: name)
    return nodes.count
  }

  private mutating func view(
    _ value: Int, as shape: Shape, _ tensor: TFLiteTensor, _ step: TFLiteOperator, name: String
  ) {
    nodes.append(
      TFLiteNode(
        site: step.site, name: name, operation: .viewing(as: shape), inputs: [value], activation: .none,
        tensor: tensor, constants: nil, keepsQuantization: true))
    shapes.append(shape)
  }

  /// Counts constants that an operator takes, before they are copied.
  mutating func claim(_ range: Range<Int>) throws(TFLiteError) {
    constantBytes += range.count
    let limit = Self.largestRepetition * file.byteCount
    guard constantBytes <= limits.raised(limit) else {
      throw .tooMuch(
        limits.refusal(
          of: constantBytes, over: limit, unit: "bytes with the same constants in many operators"))
    }
  }
}

extension Operation {
  /// The same elements in another shape: a flattening where that is a vector.
  static func viewing(as shape: Shape) -> Operation {
    shape.rank == 1 ? .flatten(Flatten()) : .reshape(Reshape(shape: shape))
  }
}
