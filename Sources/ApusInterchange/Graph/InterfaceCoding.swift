import ApusGraph

// How inputs, outputs and states stand in the JSON that `GraphFile` describes: encoding and decoding side by side.

extension NetworkInput {
  var json: JSONValue {
    .members([
      "name": .string(name), "shape": .integers(shape.dimensions),
      "preprocessing": preprocessing?.json ?? .null,
    ])
  }

  init(json reader: JSONObjectReader) throws(GraphFormatError) {
    self.init(
      name: try reader.string("name"), shape: Shape(try reader.integers("shape")),
      preprocessing: reader.has("preprocessing")
        ? try Preprocessing(try reader.object("preprocessing", context: "the preprocessing")) : nil)
  }
}

extension Preprocessing {
  fileprivate var json: JSONValue {
    .members([
      "style": .string(style.rawValue), "fit": .string(fit.rawValue),
      "channelOrder": .string(channelOrder.rawValue),
      "offset": .array(offset.map { .real($0) }), "divisor": .array(divisor.map { .real($0) }),
    ])
  }

  /// The preprocessing of an entry; version 1 has neither `fit` nor `channelOrder`.
  init(_ reader: JSONObjectReader) throws(GraphFormatError) {
    self.init(
      style: try reader.choice("style", of: Style.self), offset: try reader.reals("offset"),
      divisor: try reader.reals("divisor"),
      fit: reader.has("fit") ? try reader.choice("fit", of: Fit.self) : .crop,
      channelOrder: reader.has("channelOrder")
        ? try reader.choice("channelOrder", of: ChannelOrder.self) : .rgb)
  }
}

extension NetworkOutput {
  var json: JSONValue {
    .members([
      "name": .string(name), "node": .string(node), "meaning": .string(meaning.rawValue),
      "classes": .array(classNames.map { .string($0) }), "temperature": .real(temperature),
      "unknown": unknownRule?.json ?? .null,
    ])
  }

  init(json reader: JSONObjectReader) throws(GraphFormatError) {
    self.init(
      name: try reader.string("name"), node: try reader.string("node"),
      meaning: try reader.choice("meaning", of: OutputMeaning.self),
      classNames: try reader.strings("classes"),
      temperature: try reader.real("temperature"),
      unknownRule: reader.has("unknown")
        ? try UnknownRule(json: try reader.object("unknown", context: "the unknown rule")) : nil)
  }
}

extension UnknownRule {
  fileprivate var json: JSONValue {
    switch self {
    case .output(let index): .members(["output": .integer(index)])
    case .margin(let threshold): .members(["margin": .real(threshold)])
    case .energy(let threshold): .members(["energy": .real(threshold)])
    }
  }

  fileprivate init(json reader: JSONObjectReader) throws(GraphFormatError) {
    if reader.has("output") {
      self = .output(try reader.integer("output"))
    } else if reader.has("margin") {
      self = .margin(try reader.real("margin"))
    } else {
      self = .energy(try reader.real("energy"))
    }
  }
}

extension NetworkState {
  var json: JSONValue {
    .members([
      "name": .string(name), "shape": .integers(shape.dimensions),
      "initial": .array(initial.map { .real($0) }), "update": .string(update),
    ])
  }

  init(json reader: JSONObjectReader) throws(GraphFormatError) {
    self.init(
      name: try reader.string("name"), shape: Shape(try reader.integers("shape")),
      initial: try reader.reals("initial"), update: try reader.string("update"))
  }
}

extension JSONValue {
  fileprivate static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .integer($0) }) }
}
