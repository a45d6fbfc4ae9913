import ApusGraph

/// What a network says of itself that other programs' formats have no place for: what pixels become, what outputs mean,
/// names of nodes. A file that Apus writes for another program holds it beside the network, as JSON, so that the
/// network comes back as it was:
///
///     {"version": 1, "name": "lenet5", "inputs": […], "outputs": […], "rules": [null], "nodes": ["conv1", …]}
///
/// Inputs and outputs are as in `GraphFile`. `rules` has the rule for what is unknown of each output of an int8 network, in
/// its integers: `{"output": index}`, `{"margin": steps}` or `{"table": […], "threshold": …}`. `nodes` are the names of what
/// an import makes of the file's operators, in order. Where a network has layers that remember, there are `states`, their
/// names, `writtenStates`, the names of those that an import meets, in order, and `restarted`, which of these layers begin
/// anew in each run.
struct NetworkAnnotation: Hashable {
  /// What other formats call it among their metadata.
  static let key = "apus.network"
  private static let version = 1

  var name: String
  var inputs: [NetworkInput]
  var outputs: [NetworkOutput]
  /// Of each output; none of a float network.
  var rules: [QuantizedUnknownRule?]
  /// Names of nodes in the order of the file's operators.
  var nodes: [String] = []
  /// Names of states.
  var states: [String]
  /// Names of states in the order in which an import meets them, with those of layers that begin anew.
  var writtenStates: [String] = []
  /// Which of the layers that remember begin anew in each run, though the file's keep what they remember.
  var restarted: [Int] = []

  init(_ graph: Graph) {
    (name, inputs, outputs, rules) = (graph.name, graph.inputs, graph.outputs, [])
    states = graph.states.map(\.name)
  }

  init(_ graph: QuantizedGraph) {
    let skeleton = graph.skeleton
    (name, inputs, outputs) = (graph.name, skeleton.inputs, skeleton.outputs)
    rules = graph.outputs.map(\.unknownRule)
    states = skeleton.states.map(\.name)
  }

  /// The annotation in a file's metadata; nil where it is none that is known here.
  init?(json text: some Sequence<UInt8>) {
    guard let json = try? JSONParser.parse(Array(text)) else { return nil }
    let reader = JSONObjectReader(value: json, context: "the annotation")
    do throws(GraphFormatError) {
      guard try reader.integer("version") == Self.version else { return nil }
      name = try reader.string("name")
      nodes = try reader.strings("nodes")
      inputs = try reader.objects("inputs", NetworkInput.init(json:))
      outputs = try reader.objects("outputs", NetworkOutput.init(json:))
      rules = try reader.array("rules").map(QuantizedUnknownRule.init(json:))
      states = (try? reader.strings("states")) ?? []
      writtenStates = (try? reader.strings("writtenStates")) ?? []
      restarted = (try? reader.integers("restarted")) ?? []
    } catch {
      return nil
    }
  }

  /// The annotation as JSON.
  var json: JSONValue {
    let always: JSONValue = .members([
      "version": .integer(Self.version), "name": .string(name), "inputs": .array(inputs.map(\.json)),
      "outputs": .array(outputs.map(\.json)), "rules": .array(rules.map { $0?.json ?? .null }),
      "nodes": .array(nodes.map { .string($0) }),
    ])
    guard !writtenStates.isEmpty, case .object(let members) = always else { return always }
    return .object(
      members + [
        JSONValue.Member(key: "states", value: .array(states.map { .string($0) })),
        JSONValue.Member(key: "writtenStates", value: .array(writtenStates.map { .string($0) })),
        JSONValue.Member(key: "restarted", value: .array(restarted.map { .integer($0) })),
      ])
  }
}

extension QuantizedUnknownRule {
  fileprivate var json: JSONValue {
    switch self {
    case .output(let index): .members(["output": .integer(index)])
    case .margin(let steps): .members(["margin": .integer(steps)])
    case .sum(let table, let threshold):
      .members(["table": .array(table.map { .integer(Int($0)) }), "threshold": .integer(threshold)])
    }
  }

  fileprivate init?(json: JSONValue) {
    let reader = JSONObjectReader(value: json, context: "a rule")
    if let index = try? reader.integer("output") {
      self = .output(index)
    } else if let steps = try? reader.integer("margin") {
      self = .margin(steps)
    } else if let table = try? reader.integers("table"), let threshold = try? reader.integer("threshold"),
      table.allSatisfy({ UInt16(exactly: $0) != nil })
    {
      self = .sum(table: table.map { UInt16($0) }, threshold: threshold)
    } else {
      return nil
    }
  }
}
