import ApusGraph

extension Graph {
  /// The graph without its parameters, as the JSON that `GraphFile` describes.
  package var json: JSONValue {
    .members([
      "version": .integer(GraphFile.version),
      "name": .string(name),
      "input": .members([
        "shape": .integers(inputShape.dimensions),
        "style": .string(preprocessing.style.rawValue),
        "offset": .array(preprocessing.offset.map { .real($0) }),
        "divisor": .array(preprocessing.divisor.map { .real($0) }),
      ]),
      "classes": .array(classNames.map { .string($0) }),
      "nodes": .array(nodes.map(\.json)),
    ])
  }
}

extension Node {
  fileprivate var json: JSONValue {
    let (kind, settings) = operation.json
    let head: [JSONValue.Member] = [
      JSONValue.Member(key: "name", value: .string(name)),
      JSONValue.Member(key: "operation", value: .string(kind.rawValue)),
      JSONValue.Member(key: "inputs", value: .array(inputs.map { .string($0) })),
    ]
    return .object(head + settings.map { JSONValue.Member(key: $0.key, value: $0.value) })
  }
}

extension Operation {
  /// The operator's name in files and its settings.
  var json: (kind: OperationKind, settings: KeyValuePairs<String, JSONValue>) {
    switch self {
    case .convolution(let body):
      (
        .convolution,
        [
          "inputChannels": .integer(body.inputChannels), "outputChannels": .integer(body.outputChannels),
          "window": body.window.json, "groups": .integer(body.groups), "bias": .bool(body.hasBias),
        ]
      )
    case .depthwiseConvolution(let body):
      (
        .depthwiseConvolution,
        [
          "channels": .integer(body.channels), "multiplier": .integer(body.multiplier),
          "window": body.window.json, "bias": .bool(body.hasBias),
        ]
      )
    case .dense(let body):
      (
        .dense,
        [
          "inputFeatures": .integer(body.inputFeatures), "outputFeatures": .integer(body.outputFeatures),
          "bias": .bool(body.hasBias),
        ]
      )
    case .batchNormalization(let body):
      (
        .batchNormalization,
        [
          "channels": .integer(body.channels), "epsilon": .real(body.epsilon),
          "momentum": .real(body.momentum),
        ]
      )
    case .maxPool(let body): (.maxPool, ["window": body.window.json])
    case .averagePool(let body): (.averagePool, ["window": body.window.json])
    case .globalAveragePool: (.globalAveragePool, [:])
    case .relu: (.relu, [:])
    case .relu6: (.relu6, [:])
    case .leakyReLU(let body): (.leakyReLU, ["slope": .real(body.slope)])
    case .sigmoid: (.sigmoid, [:])
    case .hardSwish: (.hardSwish, [:])
    case .add(let body): (.add, body.json)
    case .subtract(let body): (.subtract, body.json)
    case .multiply(let body): (.multiply, body.json)
    case .concatenate(let body): (.concatenate, ["axis": .string(body.axis.rawValue)])
    case .pad(let body):
      (
        .pad,
        [
          "border": .integers([body.border.top, body.border.bottom, body.border.left, body.border.right]),
          "channelsBefore": .integer(body.channelsBefore), "channelsAfter": .integer(body.channelsAfter),
        ]
      )
    case .flatten: (.flatten, [:])
    case .reshape(let body): (.reshape, ["shape": .integers(body.shape.dimensions)])
    case .dropout(let body): (.dropout, ["rate": .real(body.rate)])
    case .softmax: (.softmax, [:])
    case .slice(let body):
      (
        .slice,
        [
          "begin": .integers(body.axes.map(\.begin)), "count": .integers(body.axes.map(\.count)),
          "stride": .integers(body.axes.map(\.stride)),
        ]
      )
    case .transpose(let body): (.transpose, ["order": .integers(body.order)])
    case .resizeNearest(let body): (.resizeNearest, body.resampling.json)
    case .resizeBilinear(let body): (.resizeBilinear, body.resampling.json)
    case .transposedConvolution(let body):
      (
        .transposedConvolution,
        [
          "inputChannels": .integer(body.inputChannels), "outputChannels": .integer(body.outputChannels),
          "kernel": .integers([body.kernel.height, body.kernel.width]),
          "stride": .integers([body.stride.height, body.stride.width]),
          "padding": .integers([
            body.padding.top, body.padding.bottom, body.padding.left, body.padding.right,
          ]),
          "outputPadding": .integers([body.outputPadding.height, body.outputPadding.width]),
          "bias": .bool(body.hasBias),
        ]
      )
    }
  }
}

extension ElementwisePair {
  /// The constant operand, where there is one.
  fileprivate var json: KeyValuePairs<String, JSONValue> {
    guard let constant else { return [:] }
    let settings: KeyValuePairs<String, JSONValue> = [
      "shape": .integers(constant.shape.dimensions), "first": .bool(constant.isFirst),
    ]
    return ["constant": .members(settings)]
  }
}

extension Window {
  fileprivate var json: JSONValue {
    .members([
      "kernel": .integers([kernel.height, kernel.width]),
      "stride": .integers([stride.height, stride.width]),
      "dilation": .integers([dilation.height, dilation.width]),
      "padding": padding.json,
    ])
  }
}

extension Resampling {
  fileprivate var json: KeyValuePairs<String, JSONValue> {
    [
      "size": .integers([size.height, size.width]), "alignCorners": .bool(alignsCorners),
      "halfPixelCenters": .bool(usesHalfPixelCenters),
    ]
  }
}

extension Padding {
  fileprivate var json: JSONValue {
    switch self {
    case .valid: .string("valid")
    case .same: .string("same")
    case .explicit(let top, let bottom, let left, let right): .integers([top, bottom, left, right])
    }
  }
}

extension JSONValue {
  fileprivate static func integers(_ values: [Int]) -> JSONValue { .array(values.map { .integer($0) }) }
}
