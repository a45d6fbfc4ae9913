import ApusGraph

/// The cost of a graph as a function of how many channels each of its layers still has, so that thousands
/// of removals can be weighed without building a graph for each.
struct CostModel {
  /// A layer with weights.
  struct Layer {
    var name: String
    /// Weights for one pair of input and output channel; for a depthwise layer, for one output channel.
    var taps: Int
    /// Positions at which the weights are applied.
    var positions: Int
    /// Whether each output is made from one input only.
    var isDepthwise: Bool
    /// Input channels (of one group) still there.
    var inputs: Int
    /// Output channels still there.
    var outputs: Int

    var weights: Int { taps * outputs * (isDepthwise ? 1 : inputs) }
    var multiplyAccumulates: Int { weights * positions }
    var bytes: Int { weights + outputs * CostModel.bytesPerChannel }
  }

  /// How many channels of a layer a unit stands for.
  struct Use {
    var layer: Int
    var inputs: Int
    var outputs: Int
  }

  /// Bytes for an output channel beyond its weights: bias, multiplier and shift.
  static let bytesPerChannel = 9

  private(set) var layers: [Layer] = []
  /// Multiply-accumulates for one sample.
  private(set) var multiplyAccumulates = 0
  /// Bytes of all layers' constants.
  private(set) var bytes = 0
  /// Where each unit occurs.
  private(set) var uses: [[Use]]

  init(_ graph: Graph, dependencies: ChannelDependencies?) throws(CompressionError) {
    let shapes: [String: Shape]
    do { shapes = try graph.shapes() } catch { throw .graph(error) }
    uses = Array(repeating: [], count: dependencies?.members.count ?? 0)
    for node in graph.nodes {
      let inputs = node.inputs.map { shapes[$0]! }
      guard let body = node.operation.weighted else {
        countFixed(node.operation.body, inputs, output: shapes[node.name]!)
        continue
      }
      let layer = Layer(
        name: node.name, taps: body.kernel.area,
        positions: body.positions(for: inputs, output: shapes[node.name]!),
        isDepthwise: body.isDepthwise,
        inputs: body.isDepthwise ? shapes[node.inputs[0]]!.channels : body.inputChannelsPerOutput,
        outputs: body.outputChannels)
      if let dependencies { count(dependencies, node) }
      layers.append(layer)
      multiplyAccumulates += layer.multiplyAccumulates
      bytes += layer.bytes
    }
  }

  /// Counts a layer of which nothing can be removed, such as a recurrent one.
  private mutating func countFixed(_ body: any OperationBody, _ inputs: [Shape], output: Shape) {
    multiplyAccumulates += body.multiplyAccumulates(for: inputs, output: output)
    guard body is any StatefulOperation else { return }
    for parameter in body.parameters {
      bytes += parameter.role.decays ? parameter.count : parameter.count * Self.bytesPerChannel
    }
  }

  /// Notes which units the next layer takes and makes.
  private mutating func count(_ dependencies: ChannelDependencies, _ node: Node) {
    let index = layers.count
    var found: [Int: Use] = [:]
    for case let unit? in dependencies.units[node.inputs[0]]! {
      found[unit, default: Use(layer: index, inputs: 0, outputs: 0)].inputs += 1
    }
    for case let unit? in dependencies.units[node.name]! {
      found[unit, default: Use(layer: index, inputs: 0, outputs: 0)].outputs += 1
    }
    for (unit, use) in found { uses[unit].append(use) }
  }

  /// What the removal of a unit would save, or nil where a layer would be left with fewer output channels
  /// than `minimum`.
  func saving(unit: Int, minimum: Int) -> NetworkCost? {
    var saving = NetworkCost(multiplyAccumulates: 0, bytes: 0)
    for use in uses[unit] {
      let before = layers[use.layer]
      var after = before
      after.inputs -= use.inputs
      after.outputs -= use.outputs
      guard after.inputs >= 1, use.outputs == 0 || after.outputs >= minimum else { return nil }
      saving.multiplyAccumulates += before.multiplyAccumulates - after.multiplyAccumulates
      saving.bytes += before.bytes - after.bytes
    }
    return saving
  }

  /// Removes a unit.
  mutating func remove(unit: Int) { change(unit: unit, by: -1) }

  /// Takes a removal back.
  mutating func restore(unit: Int) { change(unit: unit, by: 1) }

  private mutating func change(unit: Int, by sign: Int) {
    for use in uses[unit] {
      let before = layers[use.layer]
      layers[use.layer].inputs += sign * use.inputs
      layers[use.layer].outputs += sign * use.outputs
      let after = layers[use.layer]
      multiplyAccumulates += after.multiplyAccumulates - before.multiplyAccumulates
      bytes += after.bytes - before.bytes
    }
  }
}
