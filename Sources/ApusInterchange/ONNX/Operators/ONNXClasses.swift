import ApusGraph

/// The classes that a classifier of the domain `ai.onnx.ml` tells apart, in the order of its scores.
enum ONNXClasses: Equatable {
  /// Whole numbers, which its answers are.
  case numbers([Int64])
  /// Texts, which become the names of the classes.
  case texts([String])

  var count: Int {
    switch self {
    case .numbers(let numbers): numbers.count
    case .texts(let texts): texts.count
    }
  }

  /// What people call them; nil where they are only counted.
  var names: [String]? {
    switch self {
    case .numbers(let numbers): numbers == Array(0..<Int64(numbers.count)) ? nil : numbers.map { "\($0)" }
    case .texts(let texts): texts
    }
  }
}

extension ONNXStep {
  /// The classes that two settings name, of which one is there.
  func classes(_ numbers: String, _ texts: String) throws(ONNXError) -> ONNXClasses {
    if let integers = node.attributes[numbers]?.integers, !integers.isEmpty { return .numbers(integers) }
    let names = node.texts(texts, file)
    guard !names.isEmpty else { throw damaged("no classes") }
    return .texts(names)
  }
}

extension ONNXImporter {
  /// ZIP_MAP: scores with what their classes are called, which are the scores themselves here.
  mutating func zipMap(_ step: ONNXStep) throws(ONNXError) {
    classes = try step.classes("classlabels_int64s", "classlabels_strings")
    try finish(step, try step.flow(0))
  }

  /// ARRAY_FEATURE_EXTRACTOR: elements of the last axis. Of computed places among constants, the classes of a classifier.
  mutating func extractFeatures(_ step: ONNXStep) throws(ONNXError) {
    guard step.inputs.count == 2 else { throw step.damaged("too few inputs") }
    if case .constant(let places)? = step.inputs[1] {
      let flow = try step.flow(0)
      guard let axis = flow.shape.indices.last else { throw step.unsupported("an input without axes") }
      try checkBatch(step, flow, [axis])
      return try finish(
        step, try selected(step, flow, axis, try step.indices(places, extent: flow.shape[axis])))
    }
    let places = try step.flow(1)
    guard let table = try step.constant(0), table.count == table.shape.last else {
      throw step.unsupported("computed places of several rows")
    }
    let classes: ONNXClasses
    switch (table.texts, table.values) {
    case (let texts?, _): classes = .texts(texts)
    case (nil, .integers(let numbers)): classes = .numbers(numbers)
    case (nil, .reals): throw step.unsupported("computed places among reals")
    }
    self.classes = classes
    try finish(step, try reshaped(try named(step, places, classes), [1, places.layout.count]))
  }

  /// What classes at computed places are: numbers, or places whose classes have names.
  mutating func named(
    _ step: ONNXStep, _ places: ONNXFlow, _ classes: ONNXClasses
  ) throws(ONNXError) -> ONNXFlow {
    var result = places
    switch classes {
    case .texts: result.isText = true
    case .numbers(let numbers) where classes.names != nil:
      result = try embedded(step, places, numbers.map { Float($0) }, count: numbers.count)
      result.layout = ElementLayout(places.shape)
    case .numbers: break
    }
    result.isWhole = true
    return result
  }
}
