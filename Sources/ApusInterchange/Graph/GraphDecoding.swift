import ApusFiles
import ApusGraph

extension Graph {
  /// A graph without parameters from the JSON that `GraphFile` describes, of version 2 or 1.
  package init(json: JSONValue, limits: Limits = .standard) throws(GraphFormatError) {
    let reader = JSONObjectReader(value: json, context: "the graph")
    let version = try reader.integer("version")
    guard (1...GraphFile.version).contains(version) else { throw .version(version) }
    for key in ["nodes", "inputs", "outputs", "states"] where reader.has(key) {
      if let refusal = WorkLimits.refusal(ofNodes: try reader.array(key).count, limits: limits) {
        throw .tooMuch(refusal)
      }
    }
    var nodes: [Node] = []
    for (index, value) in try reader.array("nodes").enumerated() {
      nodes.append(try Node(json: value, index: index))
    }
    let name = try reader.string("name")
    guard version > 1 else {
      let input = try reader.object("input", context: "the input")
      self.init(
        name: name, inputShape: Shape(try input.integers("shape")), preprocessing: try Preprocessing(input),
        classNames: try reader.strings("classes"), nodes: nodes)
      // Version 1 knew of no pair of classes that one probability tells apart.
      if classNames.count == 1, outputs.first?.meaning == .probability {
        outputs[0].meaning = .independentProbabilities
      }
      return
    }
    self.init(
      name: name, inputs: try reader.objects("inputs", NetworkInput.init(json:)),
      outputs: try reader.objects("outputs", NetworkOutput.init(json:)),
      states: try reader.objects("states", NetworkState.init(json:)), nodes: nodes)
  }
}

extension Node {
  fileprivate init(json: JSONValue, index: Int) throws(GraphFormatError) {
    let name = try JSONObjectReader(value: json, context: "node \(index)").string("name")
    let reader = JSONObjectReader(value: json, context: "the node \(name)")
    let operationName = try reader.string("operation")
    guard let body = Operation.all.first(where: { $0.name == operationName }) else {
      throw .unknownOperation(node: name, name: operationName)
    }
    let operation: Operation
    do throws(SettingsError) {
      operation = try body.init(settings: Settings(json: json)).operation
    } catch {
      throw reader.failure(error)
    }
    self.init(name: name, operation: operation, inputs: try reader.strings("inputs"))
  }
}

extension JSONObjectReader {
  /// What is wrong with settings, and where.
  fileprivate func failure(_ error: SettingsError) -> GraphFormatError {
    switch error {
    case .missing(let key): .missing(key: key, context: context)
    case .form(let key, let needed): .form(key: key, context: context, needed: needed)
    }
  }
}

extension Settings {
  /// The members of a JSON object; none of anything else.
  fileprivate init(json: JSONValue) {
    guard case .object(let members) = json else {
      self.init([])
      return
    }
    self.init(members.map { Entry(key: $0.key, value: Value(json: $0.value)) })
  }
}

extension Settings.Value {
  fileprivate init(json: JSONValue) {
    self =
      switch json {
      case .null: .none
      case .bool(let value): .bool(value)
      case .number(let digits): Int(digits).map { .integer($0) } ?? Float(digits).map { .real($0) } ?? .none
      case .string(let text): .text(text)
      case .array(let values): .list(values.map { Self(json: $0) })
      case .object: .group(Settings(json: json))
      }
  }
}
