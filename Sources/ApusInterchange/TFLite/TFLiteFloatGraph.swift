import ApusGraph

extension TFLiteImporter {
  /// The steps that the output needs, by the number of the value that they make, in order.
  var neededValues: [Int] {
    var needed = Set([output])
    for value in stride(from: output, through: 1, by: -1) where needed.contains(value) {
      needed.formUnion(nodes[value - 1].inputs)
    }
    return needed.filter { $0 > 0 }.sorted()
  }

  /// The input as graphs have it: a feature map, of one row and column where the file's is a vector.
  var inputShape: Shape { shapes[0].asFeatureMap }

  /// What the network's input is called: as the file's, unless that has no name or one that a step has.
  var inputName: String {
    inputTensorName.isEmpty || nodes.contains { $0.name == inputTensorName }
      ? Graph.inputName : inputTensorName
  }

  /// The network as a float graph, fused activations as nodes of their own.
  func floatGraph(name: String, interface: TFLiteInterface) throws(TFLiteError) -> Graph {
    var graph = Graph(
      name: name, inputShape: inputShape, preprocessing: interface.preprocessing ?? .pixels)
    graph.inputs[0].name = inputName
    var names = [0: inputName]
    func add(_ name: String, _ operation: Operation, _ inputs: [String], makes value: Int) {
      graph.nodes.append(Node(name: name, operation: operation, inputs: inputs))
      names[value] = name
    }
    if shapes[0] != inputShape { add("input.reshape", .viewing(as: shapes[0]), [inputName], makes: 0) }
    for value in neededValues {
      let node = nodes[value - 1]
      add(node.name, node.operation, node.inputs.map { names[$0]! }, makes: value)
      let step = graph.nodes[graph.nodes.count - 1]
      if let constants = node.constants {
        let specifications = node.operation.body.parameters
        graph.parameters[step.parameterName(.weight)] = Tensor(
          shape: specifications[0].shape, values: try floatWeights(of: constants, node.site))
        if let bytes = constants.biasBytes {
          graph.parameters[step.parameterName(.bias)] = Tensor(
            shape: specifications[1].shape, values: try floats(bytes, node.site))
        }
      }
      if let operand = node.operand {
        graph.parameters[step.parameterName(.constant)] = Tensor(
          shape: node.operation.body.parameters[0].shape, values: try floats(operand.bytes, node.site))
      }
      switch node.activation {
      case .none: break
      case .relu: add("\(node.name).relu", .relu(ReLU()), [node.name], makes: value)
      case .relu6: add("\(node.name).relu6", .relu6(ReLU6()), [node.name], makes: value)
      }
    }
    var result = graph.outputs[0]
    result.name = outputName
    result.meaning = interface.meaning(inferred: result.meaning, elements: shapes[output].count)
    result.classNames = try interface.classNames(of: result.meaning, elements: shapes[output].count)
    graph.outputs[0] = result
    do throws(GraphError) { try graph.validate() } catch { throw .graph(error) }
    return graph
  }

  /// Weights in float. Int8 ones become the numbers that they stand for; that TFLite also rounds the activations
  /// at these operators, anew for each input, is not imitated.
  private func floatWeights(
    of constants: TFLiteConstants, _ site: TFLiteOperatorSite
  ) throws(TFLiteError) -> [Float] {
    guard constants.weights.type == .int8 else { return try floats(constants.weightBytes, site) }
    let weights = try int8Weights(of: constants, site)
    let (count, channels) = (weights.values.count, weights.scales.count)
    let isInnermost = constants.channelDimension == constants.weights.shape.count - 1
    return weights.values.indices.map { index in
      let channel = isInnermost ? index % channels : index / (count / channels)
      return Float(weights.values[index]) * weights.scales[channel]
    }
  }

  private func floats(_ range: Range<Int>, _ site: TFLiteOperatorSite) throws(TFLiteError) -> [Float] {
    let values = file.elements(range, as: UInt32.self).map { Float(bitPattern: $0) }
    guard values.allSatisfy(\.isFinite) else { throw .notFinite(site) }
    return values
  }
}
