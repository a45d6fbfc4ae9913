import ApusFiles
import ApusGraph

/// Goes through a file's operators in the order in which they can be executed. What is constant is computed; the rest becomes
/// nodes of a float graph. Of a quantized network it is noted how the integers of its values stand for real numbers.
struct ONNXImporter {
  let model: ONNXModel
  let options: ImportOptions
  /// How many samples the file has where this network has one.
  let batch: Int
  /// What stands for extents that nobody says.
  let open: ONNXOpenExtents
  var emitter: GraphEmitter
  /// Whether activations are quantized.
  var isQuantized = false
  /// Whether the network is one of reals in which activations that the file quantizes are rounded to what their integers stand
  /// for.
  let roundsValues: Bool
  /// The classes that the file's scores are of; nil where it does not say.
  var classes: ONNXClasses?
  private var values: [String: ONNXValue] = [:]
  private var constants: ONNXConstantReader
  private var obstacles = Obstacles()
  /// How many operators and outputs take each value.
  private var uses: [String: Int] = [:]
  /// The nodes whose values are taken more than once.
  private var shared: Set<String> = []
  private var foldedElements = 0

  /// The elements of constants that are computed: this many, and some for each byte of the file.
  private static let foldedElements = 1 << 23
  private static let foldedElementsPerByte = 8

  /// The network of a model.
  /// - Parameters:
  ///   - name: what it is called.
  ///   - constants: reads them.
  ///   - open: what stands for extents that nobody says.
  ///   - takesBatchWhole: whether several samples of a file that is fixed at so many are one of this network.
  ///   - roundsValues: whether the network is to be one of reals, whatever the file quantizes.
  init(
    _ model: ONNXModel, name: String, constants: ONNXConstantReader, options: ImportOptions,
    open: ONNXOpenExtents = ONNXOpenExtents.candidates[0], takesBatchWhole: Bool = false,
    roundsValues: Bool = false
  ) throws(ONNXError) {
    self.model = model
    self.open = open
    self.options = options
    self.constants = constants
    batch = takesBatchWhole ? 1 : Self.fixedBatch(of: model)
    self.roundsValues = roundsValues
    isQuantized = !roundsValues && Self.quantizesValues(model)
    emitter = GraphEmitter(name: name, limits: options.limits, byteCount: model.file.count)
    let order = try ONNXOrder(model)
    for place in order.nodes { count(uses: order.taken[place]) }
    count(uses: model.outputs.map(\.name))
    for input in model.inputs where order.usedValues.contains(input.name) {
      try add(input, takesBatchWhole: takesBatchWhole)
    }
    guard !emitter.graph.inputs.isEmpty else { throw .unsupportedModel("has no input that is used") }
    for place in order.nodes { try add(model.nodes[place]) }
    guard obstacles.isEmpty else { throw .obstacles(obstacles) }
    try finish()
  }

  /// How many bytes of other files have been read.
  var externalByteCount: Int { constants.externalByteCount }

  /// The version of ONNX's own operators.
  var version: Int { model.version }

  /// How many operators and outputs take an operator's output.
  func useCount(_ name: String) -> Int { uses[name] ?? 0 }

  /// What a name stands for; nil where nothing makes it.
  func value(_ name: String) -> ONNXValue? { values[name] }

  /// Sets what the network's inputs and an operator's outputs stand for.
  mutating func set(_ name: String, _ value: ONNXValue) {
    values[name] = value
    if case .computed(let flow) = value, useCount(name) > 1 { shared.insert(emitter.source(of: flow.node)) }
  }

  /// Whether the value of a node is taken by several operators or outputs.
  func isShared(_ node: String) -> Bool { shared.contains(node) }

  /// The network as it has been put together; nil of one that is quantized in parts, so that integers have no scale everywhere.
  func network() throws(ONNXError) -> ImportedNetwork? {
    guard isQuantized else { return .float(emitter.graph) }
    var quantized = ONNXQuantizedGraph(emitter)
    do throws(ONNXError) { return .int8(try quantized.quantized()) } catch {
      guard case .unsupportedModel = error else { throw error }
      return nil
    }
  }

  /// Counts further uses of values.
  mutating func count(uses names: [String]) {
    for name in names { uses[name, default: 0] += 1 }
  }

  /// The elements of a tensor.
  mutating func read(_ tensor: ONNXTensor) throws(ONNXError) -> ONNXArray { try constants.array(tensor) }

  /// What a name stands for, of a constant of the file too; nil where nothing makes it.
  mutating func known(_ name: String) throws(ONNXError) -> ONNXValue? {
    if let value = values[name] { return value }
    guard let tensor = model.constants[name] else { return nil }
    return .constant(try constants.array(tensor))
  }

  private mutating func input(_ name: String, of node: ONNXNode) throws(ONNXError) -> ONNXValue? {
    if name.isEmpty { return nil }
    guard let value = try known(name) else {
      throw .damaged("\(node.site) takes \(name.prefix(80)), which nothing makes")
    }
    return value
  }

  /// Adds what one operator does.
  mutating func add(_ node: ONNXNode) throws(ONNXError) {
    var inputs: [ONNXValue?] = []
    for name in node.inputs { inputs.append(try input(name, of: node)) }
    let isUnknown = inputs.contains { if case .unknown = $0 { true } else { false } }
    do throws(ONNXError) {
      let step = ONNXStep(node: node, inputs: inputs, file: model.file)
      guard !isUnknown else {
        // What is told is told once: of what follows only operators that are unknown themselves.
        if !Self.knows(node) { obstacles.append(node.obstacle(nil)) }
        return markUnknown(node)
      }
      if try fold(step) { return }
      emitter.base = nodeName(node)
      emitter.byteCount = model.file.count + externalByteCount
      try lower(step)
    } catch {
      guard case .obstacles(let found) = error.at(node) else { throw error }
      for obstacle in found.all { obstacles.append(obstacle) }
      markUnknown(node)
    }
  }

  private mutating func markUnknown(_ node: ONNXNode) {
    for output in node.outputs { values[output] = .unknown }
  }

  /// Computes an operator of constants.
  /// - Returns: whether it is one.
  private mutating func fold(_ step: ONNXStep) throws(ONNXError) -> Bool {
    let node = step.node
    guard node.domain.isEmpty || node.domain == "com.microsoft" else { return false }
    var results: [ONNXArray]?
    if node.kind == "Constant" {
      results = [try constant(step)]
    } else if node.kind == "Shape" || node.kind == "Size", case .computed(let flow)? = step.inputs.first {
      results = [try shape(step, flow.shape)]
    } else {
      guard !step.inputs.isEmpty else { return false }
      for case .computed? in step.inputs { return false }
      if node.kind == "Shape" || node.kind == "Size" {
        results = [try shape(step, try step.constant(0)?.shape ?? [])]
      } else {
        let most = Self.foldedElements + Self.foldedElementsPerByte * (model.file.count + externalByteCount)
        let folding = ONNXFolding(
          step: step, version: version, mostElements: options.limits.raised(most) - foldedElements)
        results = try folding.results()
      }
    }
    guard let results else { return false }
    foldedElements += results.reduce(0) { $0 + $1.count }
    for (name, result) in zip(node.outputs, results) where !name.isEmpty { values[name] = .constant(result) }
    return true
  }

  private func shape(_ step: ONNXStep, _ shape: [Int]) throws(ONNXError) -> ONNXArray {
    if step.node.kind == "Size" { return ONNXArray([Int64(shape.reduce(1, *))], shape: []) }
    func bounded(_ index: Int) -> Int { max(0, min(shape.count, index < 0 ? index + shape.count : index)) }
    let start = bounded(try step.node.integer("start", default: 0))
    let end = bounded(try step.node.integer("end", default: shape.count))
    let part = start < end ? shape[start..<end].map { Int64($0) } : []
    return ONNXArray(part, shape: [part.count])
  }

  private mutating func constant(_ step: ONNXStep) throws(ONNXError) -> ONNXArray {
    let attributes = step.node.attributes
    if let tensor = attributes["value"]?.tensor { return try constants.array(ONNXTensor(tensor)) }
    if let value = attributes["value_float"]?.float { return ONNXArray([value], shape: []) }
    if let value = attributes["value_int"]?.integer { return ONNXArray([value], shape: []) }
    if let values = attributes["value_floats"]?.floats { return ONNXArray(values, shape: [values.count]) }
    if let values = attributes["value_ints"]?.integers { return ONNXArray(values, shape: [values.count]) }
    throw step.unsupported("no number")
  }

  /// What the nodes of an operator are called: as PyTorch's module whose weight it takes, or by kind and place.
  private func nodeName(_ node: ONNXNode) -> String {
    let suffix = ".weight"
    if let weight = node.inputs.dropFirst().first(where: {
      $0.hasSuffix(suffix) && model.constants[$0] != nil
    }) {
      let module = weight.dropLast(suffix.count)
      if !module.isEmpty, module.utf8.count <= 80,
        module.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
      {
        return String(module)
      }
    }
    return "\(node.kind.prefix(40).lowercased())_\(node.index)"
  }
}
