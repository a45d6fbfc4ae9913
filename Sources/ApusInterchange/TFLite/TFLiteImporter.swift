import ApusFiles
import ApusGraph

/// Walks a file's operators in order and makes them steps of this kit's operations. What can be computed without the
/// network's inputs is computed at once; the rest are values with the file's own extents, of any rank and with the batch,
/// which the graph holds in up to three.
struct TFLiteImporter {
  let file: TFLiteFile
  /// Whether activations are int8.
  let isQuantized: Bool
  /// Whether they are uint8, as TensorFlow 1 quantized them: the graph has each integer less 128.
  let isUnsigned: Bool
  /// How many samples the file's tensors hold, of which the network takes one at a time.
  let samples: Int
  /// What each tensor holds so far, by its number.
  private(set) var contents: [Int: TFLiteContent] = [:]
  /// The values that steps take.
  private(set) var values: [TFLiteGraphValue] = []
  /// The steps so far.
  private(set) var nodes: [TFLiteNode] = []
  /// The number of the value that each step makes.
  private(set) var valueNumbers: [Int] = []
  /// The states, in the order of their first use.
  private(set) var states: [TFLiteState] = []
  /// Constants that operators take as values, by their tensors.
  var constantValues: [Int: TFLiteValue] = [:]
  /// The subgraph whose operators are walked.
  private(set) var graph: TFLiteSubgraph
  /// How many calls deep that is; 0 in the network itself.
  private(set) var depth = 0
  /// What variables hold now, by their names, where it is not what they held before the run.
  var variables: [String: TFLiteContent] = [:]
  /// What variables hold before the first run, by their names.
  var initialValues: [String: TFLiteConstant] = [:]
  /// What the network makes, in the file's order.
  private(set) var outputs: [TFLiteOutput] = []
  /// What is not supported.
  private var refusals: [TFLiteError] = []
  private var views: [TFLiteView: Int] = [:]
  private var names: Set<String> = []
  private var constantBytes = 0
  private var foldedBytes = 0
  private let limits: Limits

  /// Constants may be used by several operators, but not so often that the network is many times the file.
  private static let largestRepetition = 8
  /// Calls within calls.
  private static let deepestCall = 4
  /// What is computed from constants, beside a mebibyte, in proportion to the file.
  private static let largestFolding = 64

  /// The network of a file.
  /// - Throws: everything in it that is not supported.
  init(_ file: TFLiteFile, limits: Limits) throws(TFLiteError) {
    let extents = try file.main.inputs.map { number throws(TFLiteError) in try file.main.tensor(number).shape
    }
    let samples = Self.samples(extents)
    do throws(TFLiteError) {
      try self.init(file, samples: samples, limits: limits)
    } catch {
      // What looks like many samples may be one whose first axis is something else.
      guard samples > 1, error.isObstacle else { throw error }
      do throws(TFLiteError) { try self.init(file, samples: 1, limits: limits) } catch let other {
        // Where the walk came further, it was on the right way.
        guard let first = other.firstObstacle, first <= error.firstObstacle ?? 0 else { throw other }
        throw error
      }
    }
  }

  private init(_ file: TFLiteFile, samples: Int, limits: Limits) throws(TFLiteError) {
    self.file = file
    self.samples = samples
    self.limits = limits
    graph = file.main
    isQuantized = try Self.isQuantized(file)
    isUnsigned = isQuantized ? try Self.isUnsigned(file) : false
    for number in file.main.inputs { try addInput(file.main.tensor(number)) }
    for index in 0..<file.main.operatorCount {
      let step = try file.main.operator(index)
      do throws(TFLiteError) {
        try add(step)
      } catch {
        guard error.isObstacle else { throw error }
        refusals.append(error)
        for number in step.outputs where number >= 0 { contents[number] = .unknown }
      }
    }
    if refusals.count == 1 { throw refusals[0] }
    guard refusals.isEmpty else { throw .obstacles(Obstacles(refusals)) }
    outputs = try collectedOutputs()
    try updateStates()
    takeLastSteps()
  }

  /// How many samples the inputs hold: their common first extent, where they have several axes.
  private static func samples(_ inputs: [[Int]]) -> Int {
    guard let count = inputs.first?.first, count > 1,
      inputs.allSatisfy({ $0.count > 1 && $0[0] == count })
    else { return 1 }
    return count
  }

  private mutating func addInput(_ tensor: TFLiteTensor) throws(TFLiteError) {
    var extents = tensor.shape
    if samples > 1 { extents[0] = 1 }
    guard Extents.count(extents) ?? 0 > 0, extents.allSatisfy({ $0 <= 1 << 24 }) else {
      throw .unsupportedModel("has the input \(tensor.label) of shape \(tensor.shape)")
    }
    try checkInput(tensor)
    let number = values.count
    let shape = Shape(holding: extents)
    let scaleCount = try tensor.quantization()?.scaleCount ?? 0
    let isIndex = isQuantized && tensor.type.isWhole && scaleCount == 0
    values.append(
      TFLiteGraphValue(source: .input(number), shape: shape, tensor: tensor, isIndex: isIndex))
    contents[tensor.index] = .value(TFLiteValue(number: number, extents: extents))
  }

  /// What a subgraph makes of some arguments, its operators walked as if they stood in the place of the call.
  mutating func called(
    _ index: Int, with arguments: [TFLiteContent], _ step: TFLiteOperator
  ) throws(TFLiteError) -> [TFLiteContent] {
    let subgraph = try file.subgraph(index)
    guard subgraph.inputs.count == arguments.count, depth < Self.deepestCall else {
      throw .unsupported(step.site, "a call of subgraph \(index) with \(arguments.count) arguments")
    }
    let outer = (graph: graph, contents: contents, constantValues: constantValues)
    (graph, contents, constantValues) = (subgraph, [:], [:])
    depth += 1
    defer {
      (graph, contents, constantValues) = outer
      depth -= 1
    }
    for (number, argument) in zip(subgraph.inputs, arguments) { contents[number] = argument }
    for position in 0..<subgraph.operatorCount { try add(subgraph.operator(position)) }
    return try subgraph.outputs.map { number throws(TFLiteError) in
      guard let content = try content(number) else {
        throw .unsupported(step.site, "a subgraph with an output that no operator makes")
      }
      return content
    }
  }

  private mutating func add(_ step: TFLiteOperator) throws(TFLiteError) {
    if let accelerator = TFLiteAccelerator(step.site) { throw .accelerator(accelerator) }
    guard let builtin = step.builtin else {
      guard let version = step.unknownVersion else { throw .unsupportedOperator(step.site) }
      throw .operatorVersion(step.site, version: version)
    }
    // What depends on an operator that is not supported says nothing new.
    for number in step.inputs where number >= 0 {
      if case .unknown? = try content(number) {
        for number in step.outputs where number >= 0 { contents[number] = .unknown }
        return
      }
    }
    if let folded = try folded(step, builtin) { return try hold(.constant(folded), of: step) }
    try add(step, builtin)
  }

  // MARK: Tensors

  /// What a tensor holds; nil where nothing has been computed into it and the file has no data for it.
  mutating func content(_ number: Int) throws(TFLiteError) -> TFLiteContent? {
    if let content = contents[number] { return content }
    let tensor = try graph.tensor(number)
    guard try file.isConstant(tensor) else { return nil }
    let content = TFLiteContent.constant(try constant(tensor))
    contents[number] = content
    return content
  }

  /// The elements of a tensor that are in the file.
  mutating func constant(_ tensor: TFLiteTensor) throws(TFLiteError) -> TFLiteConstant {
    let stored = TFLiteConstant(
      tensor: tensor, extents: tensor.shape, elements: .stored(try file.constant(tensor)))
    guard let sparsity = try tensor.sparsity() else { return stored }
    return try densified(stored, sparsity)
  }

  /// Notes what an operator with one output makes.
  mutating func hold(_ content: TFLiteContent, of step: TFLiteOperator) throws(TFLiteError) {
    contents[try output(step).index] = content
  }

  /// The tensor that holds what an operator makes, and which nothing else has made.
  /// - Parameter part: which of how many outputs.
  func output(
    _ step: TFLiteOperator, part: (number: Int, count: Int) = (0, 1)
  ) throws(TFLiteError) -> TFLiteTensor {
    guard step.outputs.count == part.count else {
      throw .damaged("\(step.site) has \(step.outputs.count) outputs instead of \(part.count)")
    }
    let tensor = try graph.tensor(step.outputs[part.number])
    guard contents[tensor.index] == nil else {
      throw .damaged("\(step.site) makes \(tensor.label) once more")
    }
    return tensor
  }

  /// Notes what a tensor holds.
  mutating func hold(_ content: TFLiteContent, in tensor: TFLiteTensor) { contents[tensor.index] = content }

  /// Notes that a value has the quantization of another tensor, of an input that is quantized later.
  mutating func quantize(_ number: Int, as tensor: TFLiteTensor) {
    values[number].tensor = tensor
    if case .node(let index) = values[number].source { nodes[index].tensor = tensor }
  }

  // MARK: Values and steps

  /// Adds a step and the value that it makes.
  mutating func append(_ node: TFLiteNode, shape: Shape) throws(TFLiteError) -> Int {
    if let refusal = WorkLimits.refusal(ofNodes: nodes.count + 1, limits: limits) { throw .tooMuch(refusal) }
    var node = node
    node.name = unique(node.name)
    let movesIndices = node.keepsQuantization && (node.inputs.first.map { values[$0].isIndex } ?? false)
    values.append(
      TFLiteGraphValue(
        source: .node(nodes.count), shape: shape, tensor: node.tensor,
        isIndex: node.operation.int8.outputElement != .int8 || movesIndices))
    nodes.append(node)
    valueNumbers.append(values.count - 1)
    return values.count - 1
  }

  /// A name that no step or state has yet: the one wanted, or that with a number.
  private mutating func unique(_ wanted: String) -> String {
    var name = wanted
    var number = 1
    while !names.insert(name).inserted {
      number += 1
      name = "\(wanted).\(number)"
    }
    return name
  }

  /// A value under another shape of as many elements.
  /// - Parameter name: what the step is called, where one is needed.
  mutating func view(
    _ number: Int, as shape: Shape, _ step: TFLiteOperator, name: String = "reshape"
  ) throws(TFLiteError) -> Int {
    var root = number
    while case .node(let index) = values[root].source, nodes[index].isView { root = nodes[index].inputs[0] }
    if values[root].shape == shape { return root }
    if values[number].shape == shape { return number }
    let view = TFLiteView(value: root, shape: shape)
    if let known = views[view] { return known }
    let node = TFLiteNode(
      site: step.site, name: "\(step.name).\(name)", operation: .viewing(as: shape), inputs: [root],
      activation: .none, tensor: values[root].tensor, keepsQuantization: true)
    let result = try append(node, shape: shape)
    views[view] = result
    return result
  }

  /// Adds a state, whose value operators take.
  /// - Parameter shape: what the graph has for it, unless it is that of any value of these extents.
  mutating func addState(
    _ name: String, extents: [Int], shape: Shape? = nil, tensor: TFLiteTensor, initial: TFLiteConstant?
  ) throws(TFLiteError) -> TFLiteValue {
    guard Extents.count(extents) ?? 0 > 0 else {
      throw .unsupportedModel("has the variable \(name) of shape \(extents)")
    }
    let number = values.count
    let (shape, source) = (shape ?? Shape(holding: extents), TFLiteSource.state(states.count))
    values.append(TFLiteGraphValue(source: source, shape: shape, tensor: tensor))
    states.append(
      TFLiteState(
        variable: name, name: unique(name.isEmpty ? "state" : name), value: number, initial: initial,
        update: number))
    return TFLiteValue(number: number, extents: extents)
  }

  /// Gives the step that makes a value the constants of a layer that goes through a sequence.
  mutating func attach(_ recurrence: TFLiteRecurrence, to number: Int) {
    if case .node(let index) = values[number].source { nodes[index].recurrence = recurrence }
  }

  /// Lets a step make a value that others made of its own, which are then no longer needed.
  mutating func make(_ number: Int, by index: Int, _ operation: Operation) {
    nodes[index].operation = operation
    values[number].source = .node(index)
    valueNumbers[index] = number
  }

  /// Lets the step that makes a value compute in int16.
  mutating func widen(_ number: Int) {
    if case .node(let index) = values[number].source { nodes[index].isWidened = true }
  }

  /// Notes what a state becomes after a run.
  mutating func update(_ state: Int, to value: Int) { states[state].update = value }

  /// Counts constants that an operator takes, before they are copied.
  mutating func claim(bytes: Int) throws(TFLiteError) {
    // In a loop, every round has them.
    if depth > 0 { return try claim(folded: bytes) }
    constantBytes += bytes
    let limit = Self.largestRepetition * file.byteCount
    guard constantBytes <= limits.raised(limit) else {
      throw .tooMuch(
        limits.refusal(
          of: constantBytes, over: limit, unit: "bytes with the same constants in many operators"))
    }
  }

  /// Counts what is computed from constants, before it is.
  mutating func claim(folded bytes: Int) throws(TFLiteError) {
    foldedBytes += bytes
    let limit = Self.largestFolding * file.byteCount + (1 << 20)
    guard foldedBytes <= limits.raised(limit) else {
      throw .tooMuch(limits.refusal(of: foldedBytes, over: limit, unit: "bytes computed from constants"))
    }
  }
}
