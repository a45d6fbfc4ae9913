import ApusGraph

extension Graph {
  /// The graph without its parameters, as the JSON that `GraphFile` describes.
  package var json: JSONValue {
    .members([
      "version": .integer(GraphFile.version),
      "name": .string(name),
      "inputs": .array(inputs.map(\.json)),
      "outputs": .array(outputs.map(\.json)),
      "states": .array(states.map(\.json)),
      "nodes": .array(nodes.map(\.json)),
    ])
  }
}

extension Node {
  fileprivate var json: JSONValue {
    let head: [JSONValue.Member] = [
      JSONValue.Member(key: "name", value: .string(name)),
      JSONValue.Member(key: "operation", value: .string(operation.name)),
      JSONValue.Member(key: "inputs", value: .array(inputs.map { .string($0) })),
    ]
    return .object(head + operation.body.settings.members)
  }
}

extension Settings {
  /// The settings as members of a JSON object.
  fileprivate var members: [JSONValue.Member] {
    entries.map { JSONValue.Member(key: $0.key, value: $0.value.json) }
  }
}

extension Settings.Value {
  fileprivate var json: JSONValue {
    switch self {
    case .none: .null
    case .integer(let value): .integer(value)
    case .real(let value): .real(value)
    case .bool(let value): .bool(value)
    case .text(let value): .string(value)
    case .list(let values): .array(values.map(\.json))
    case .group(let settings): .object(settings.members)
    }
  }
}
