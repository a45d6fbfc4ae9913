import ApusGraph

extension TFLiteImporter {
  /// QUANTIZE: of the network's own float input, where the result is taken as the input; and between scales or elements of
  /// 8, 16 or 32 bits, or between int8 and uint8 (which is int8 plus 128) at the ends, where it rescales.
  mutating func quantization(_ step: TFLiteOperator) throws(TFLiteError) {
    let (source, target) = (try operand(step, 0), try output(step))
    guard isQuantized else {
      throw .unsupported(step.site, "a float network, where it would make a part of it int8")
    }
    let input = try copied(step, 0)
    guard [.int8, .uint8, .int16, .int32].contains(target.type) else {
      throw .tensorType(step.site, tensor: target.label, found: target.type.name, needed: "INT8")
    }
    if source.type == .float32, let chain = unquantizedChain(input.number) {
      for number in chain { quantize(number, as: target) }
      return hold(.value(input), in: target)
    }
    if source.type == .float32, case .input = values[input.number].source {
      // An input that is quantized in two places, alike.
      guard
        try parameters(of: values[input.number].tensor, "\(step.site)")
          == parameters(of: target, "\(step.site)")
      else { throw .unsupported(step.site, "an input that is also quantized in another way") }
      return hold(.value(input), in: target)
    }
    let bytes: [TFLiteTensorType] = [.int8, .uint8]
    if bytes.contains(source.type), bytes.contains(target.type),
      try parameters(of: source, "\(step.site)") == parameters(of: target, "\(step.site)")
    {
      // Between int8 and the same as uint8 nothing is computed.
      return hold(.value(input), in: target)
    }
    let shape = values[input.number].shape
    let number = try appendStep(
      step, .viewing(as: shape), inputs: [input.number], name: step.name, tensor: target,
      keepsQuantization: false)
    hold(.value(TFLiteValue(number: number, extents: input.extents)), in: target)
  }

  /// The values from a float input, or a function of int8 elements, to one that is made of it by moving elements alone; nil
  /// where it is not.
  private func unquantizedChain(_ number: Int) -> [Int]? {
    var chain = [number]
    while values[chain[chain.count - 1]].tensor.type == .float32 {
      let last = chain[chain.count - 1]
      switch values[last].source {
      case .input: return chain
      case .state: return nil
      case .node(let index):
        if isTable(index) { return chain }
        guard nodes[index].inputs.count == 1, nodes[index].keepsQuantization else { return nil }
        chain.append(nodes[index].inputs[0])
      }
    }
    return nil
  }

  /// Whether a step is a function of each int8 element by itself.
  private func isTable(_ index: Int) -> Bool {
    nodes[index].operation.body is any UnaryFunction && values[nodes[index].inputs[0]].tensor.type != .float32
  }

  /// DEQUANTIZE: the same integers, of which only what moves elements can be made from here on.
  mutating func dequantization(_ step: TFLiteOperator) throws(TFLiteError) {
    let tensor = try output(step)
    guard isQuantized else { throw .unsupported(step.site, "a part of a float network that is int8") }
    try check(tensor, .float32, step.site)
    try alias(step, try copied(step, 0))
  }

  /// CAST: whole numbers are what they are in any type that has them, and a real number becomes what is left of it
  /// without its fraction.
  mutating func cast(_ step: TFLiteOperator) throws(TFLiteError) {
    let (source, target) = (try operand(step, 0), try output(step))
    let input = try anyValue(step, 0)
    if isQuantized ? values[input.number].isIndex && target.type.isWhole : target.type == .float32 {
      return try alias(step, input)
    }
    guard !isQuantized, target.type.isWhole else {
      throw .unsupported(step.site, "a value of type \(source.type.name) that becomes \(target.type.name)")
    }
    guard source.type.isReal else { return try alias(step, input) }
    func function(_ kind: Function.Kind, _ number: Int) throws(TFLiteError) -> Int {
      try appendStep(step, .function(Function(kind)), inputs: [number], name: step.name, tensor: target)
    }
    let whole = try function(.floor, function(.absolute, input.number))
    let truncated = try appendStep(
      step, .multiply(Multiply()), inputs: [whole, try function(.sign, input.number)], name: step.name,
      tensor: target)
    try alias(step, TFLiteValue(number: truncated, extents: input.extents))
  }
}
