import ApusGraph

extension Graph {
  /// A graph without parameters from the JSON that `GraphFile` describes.
  package init(json: JSONValue) throws(GraphFormatError) {
    let reader = JSONObjectReader(value: json, context: "the graph")
    let version = try reader.integer("version")
    guard version == GraphFile.version else { throw .version(version) }
    let input = try reader.object("input", context: "the input")
    guard let style = Preprocessing.Style(rawValue: try input.string("style")) else {
      throw input.refuse(
        "style", needed: Preprocessing.Style.allCases.map(\.rawValue).joined(separator: " or "))
    }
    var nodes: [Node] = []
    for (index, value) in try reader.array("nodes").enumerated() {
      nodes.append(try Node(json: value, index: index))
    }
    self.init(
      name: try reader.string("name"), inputShape: Shape(try input.integers("shape")),
      preprocessing: Preprocessing(
        style: style, offset: try input.reals("offset"), divisor: try input.reals("divisor")),
      classNames: try reader.strings("classes"), nodes: nodes)
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
