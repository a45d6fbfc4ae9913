import ApusGraph
import CFloatKernels

/// One or several nodes of a graph that are carried out as one.
struct PlannedNode {
  /// The node whose parameters it has.
  let name: String
  let inputs: [String]
  /// The node whose value it makes; those before have none.
  let output: String
  let work: Work

  enum Work {
    case operation(Operation)
    case normalization(BatchNormalization, Rectification)
    case pooledConvolution(Convolution, Rectification)
  }

  /// A graph's nodes in order. In training, where only outputs are asked for, rectifiers are taken into
  /// normalizations, and rectifiers and 2×2 maxima into convolutions of few channels.
  static func all(_ graph: Graph, shapes: [String: Shape], mode: Engine.Mode) -> [PlannedNode] {
    var consumers: [String: [Node]] = [:]
    for node in graph.nodes { for name in node.inputs { consumers[name, default: []].append(node) } }
    let exposed = graph.exposedValues
    func follower(of node: Node) -> Node? {
      guard mode == .training, !exposed.contains(node.name), let all = consumers[node.name], all.count == 1
      else { return nil }
      return all[0]
    }
    var planned: [PlannedNode] = []
    var taken: Set<String> = []
    for node in graph.nodes where !taken.contains(node.name) {
      var output = node
      var work = Work.operation(node.operation)
      if let next = follower(of: node),
        let rectification = (next.operation.body as? any Rectifier)?.rectification
      {
        if case .batchNormalization(let body) = node.operation {
          (output, work) = (next, .normalization(body, rectification))
        } else if case .convolution(let body) = node.operation, let last = follower(of: next),
          case .maxPool(let pool) = last.operation, rectification.slope >= 0,
          PooledConvolutionLayer.covers(body, pool: pool.window, convolved: shapes[node.name]!)
        {
          (output, work) = (last, .pooledConvolution(body, rectification))
          taken.insert(next.name)
        }
        if output.name != node.name { taken.insert(output.name) }
      } else if case .batchNormalization(let body) = node.operation {
        work = .normalization(body, .none)
      }
      planned.append(PlannedNode(name: node.name, inputs: node.inputs, output: output.name, work: work))
    }
    return planned
  }

  /// Whether parameters of its own are trained.
  var isTrained: Bool {
    switch work {
    case .operation(let operation): operation.body.parameters.contains(where: \.role.isTrained)
    case .normalization, .pooledConvolution: true
    }
  }

  /// Whether the output's memory is the input's.
  func isView(_ mode: Engine.Mode) -> Bool {
    if case .operation(let operation) = work { return operation.isView(mode) }
    return false
  }

  /// Whether an input's gradient may be the output's memory.
  func passesGradient(_ mode: Engine.Mode) -> Bool {
    if case .operation(let operation) = work { return operation.passesGradient(mode) }
    return false
  }
}
