import ApusGraph

/// One of the network's outputs as the file has it.
struct TFLiteOutput {
  /// What it is called.
  var name: String
  /// The number of its value.
  var value: Int
  /// The shape that a graph has for it.
  var shape: Shape
}

extension TFLiteImporter {
  /// Whether operators compute with integers that stand for real numbers.
  static func isQuantized(_ file: TFLiteFile) throws(TFLiteError) -> Bool {
    for index in 0..<file.main.operatorCount {
      let step = try file.main.operator(index)
      guard step.builtin != .densify, let made = step.outputs.first else { continue }
      let output = try file.main.tensor(made)
      guard [.int8, .uint8, .int16, .int32].contains(output.type),
        try output.quantization()?.scaleCount ?? 0 > 0
      else { continue }
      for number in step.inputs where number >= 0 {
        if try !file.isConstant(file.main.tensor(number)) { return true }
      }
    }
    return false
  }

  /// Whether layers have uint8 weights, and so take and make uint8.
  static func isUnsigned(_ file: TFLiteFile) throws(TFLiteError) -> Bool {
    for index in 0..<file.main.operatorCount {
      let step = try file.main.operator(index)
      switch step.builtin {
      case .convolution2D, .depthwiseConvolution2D, .fullyConnected:
        guard step.inputs.count > 1, step.inputs[1] >= 0 else { continue }
        return try file.main.tensor(step.inputs[1]).type == .uint8
      case _: continue
      }
    }
    return false
  }

  /// Throws unless the network can be given a tensor.
  func checkInput(_ tensor: TFLiteTensor) throws(TFLiteError) {
    let known: [TFLiteTensorType] =
      isQuantized
      ? [.int8, .uint8, .float32, .int16, .int32, .int64]
      : [.float32, .int8, .uint8, .int32, .int64, .bool, .uint32]
    guard known.contains(tensor.type) else { throw .inputType(tensor.type.name) }
  }

  /// Whether all extents of the inputs are known before the network runs, so that those of all tensors are.
  var hasStaticInputs: Bool {
    (try? file.main.inputs.allSatisfy { try file.main.tensor($0).isStatic }) ?? false
  }

  /// The outputs that the file names, each with a step that makes it.
  mutating func collectedOutputs() throws(TFLiteError) -> [TFLiteOutput] {
    guard !file.main.outputs.isEmpty else { throw .unsupportedModel("has no outputs") }
    var outputs: [TFLiteOutput] = []
    var taken: Set<String> = []
    for (position, number) in file.main.outputs.enumerated() {
      let tensor = try file.main.tensor(number)
      guard case .value(let value)? = try content(number) else {
        if case .unknown? = try content(number) { continue }
        throw .unsupportedModel("has the output \(tensor.label), which no operator makes")
      }
      var name = tensor.name.isEmpty ? NetworkOutput.defaultName : tensor.name
      if !taken.insert(name).inserted {
        name += "-\(position)"
        taken.insert(name)
      }
      var made = value.number
      if case .node = values[made].source {
      } else {
        made = try copy(of: value.number, named: "output\(position)")
      }
      outputs.append(
        TFLiteOutput(name: name, value: made, shape: Shape(holding: value.extents)))
    }
    return outputs
  }

  /// A step that hands on an input or a state, so that it can be an output.
  private mutating func copy(of number: Int, named name: String) throws(TFLiteError) -> Int {
    let shape = values[number].shape
    let node = TFLiteNode(
      site: TFLiteOperatorSite(index: 0, name: "RESHAPE"), name: name, operation: .viewing(as: shape),
      inputs: [number], activation: .none, tensor: values[number].tensor, keepsQuantization: true)
    return try append(node, shape: shape)
  }

  /// The inputs as graphs have them: feature maps, of one row and column where the file's are vectors; what each is called,
  /// which no step is; and the shape that steps take it in.
  var graphInputs: [(name: String, shape: Shape, taken: Shape)] {
    let names = Set(nodes.map(\.name))
    var taken: Set<String> = []
    return file.main.inputs.indices.map { index in
      let tensor = try? file.main.tensor(file.main.inputs[index])
      var name = tensor?.name ?? ""
      if name.isEmpty || names.contains(name) || taken.contains(name) {
        name = index == 0 ? Graph.inputName : "\(Graph.inputName)\(index)"
      }
      taken.insert(name)
      return (name, values[index].shape.asFeatureMap, values[index].shape)
    }
  }

  /// The steps that outputs and states need, by their numbers, in order.
  var neededNodes: [Int] {
    var needed = Set(outputs.map(\.value))
    var open = Array(needed)
    func need(_ number: Int) {
      if needed.insert(number).inserted { open.append(number) }
    }
    while let number = open.popLast() {
      switch values[number].source {
      case .input: break
      case .state(let index): need(states[index].update)
      case .node(let index): nodes[index].inputs.forEach(need)
      }
    }
    return needed.compactMap { number in
      if case .node(let index) = values[number].source { index } else { nil }
    }.sorted()
  }

  /// The states that outputs need.
  var neededStates: [TFLiteState] {
    let used = Set(neededNodes.flatMap { nodes[$0].inputs })
    return states.filter { used.contains($0.value) || outputs.map(\.value).contains($0.value) }
  }
}
