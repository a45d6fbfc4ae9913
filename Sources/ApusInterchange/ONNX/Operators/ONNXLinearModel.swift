import ApusGraph

/// Models of scikit-learn in the domain `ai.onnx.ml` that are products with weights, and what prepares numbers for them.
extension ONNXImporter {
  /// LINEAR_CLASSIFIER: a score for each class, and the class of the largest.
  mutating func linearClassifier(_ step: ONNXStep) throws(ONNXError) {
    let classes = try step.classes("classlabels_ints", "classlabels_strings")
    let scores = try linear(step, outputs: classes.count, "intercepts")
    if let label = step.node.outputs.first, useCount(label) > 0 {
      let (input, stored) = try withInnermost(scores, scores.shape.count - 1)
      var place = stored
      place.node = try emitter.add(.argMax(ArgMax()), [input], as: "class")
      place.layout = ElementLayout(Array(scores.shape.dropLast()))
      place.isWhole = true
      set(label, .computed(try named(step, place, classes)))
    }
    guard step.node.outputs.count > 1 else { return }
    let result: ONNXFlow
    switch step.node.text("post_transform", default: "NONE", step.file) {
    case "NONE": result = scores
    case "LOGISTIC": result = try applied(.sigmoid(Sigmoid()), to: scores, as: "probabilities")
    case "SOFTMAX": result = try applied(.softmax(Softmax()), to: scores, as: "probabilities")
    case let other: throw step.unsupported("the transformation \(other)")
    }
    self.classes = classes
    set(step.node.outputs[1], .computed(result))
  }

  /// LINEAR_REGRESSOR: weighted sums.
  mutating func linearRegressor(_ step: ONNXStep) throws(ONNXError) {
    guard step.node.text("post_transform", default: "NONE", step.file) == "NONE" else {
      throw step.unsupported("a transformation")
    }
    try finish(step, try linear(step, outputs: try step.node.integer("targets", default: 1), "intercepts"))
  }

  /// SVM_REGRESSOR: a weighted sum of what a kernel makes of the value and each support vector (Smola and Schölkopf 2004).
  mutating func supportVectorRegressor(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.row()
    let supports = try step.node.integer("n_supports", default: 0)
    let coefficients = step.node.attributes["coefficients"]?.floats ?? []
    guard let rho = step.node.attributes["rho"]?.floats, rho.count == 1, flow.shape.count == 2,
      step.node.text("post_transform", default: "NONE", step.file) == "NONE",
      try step.node.integer("one_class", default: 0) == 0
    else { throw step.unsupported("such settings") }
    guard supports > 0 else {
      let weights = try step.weights("coefficients", [1, flow.shape[1]])
      return try finish(step, try dense(step, flow, weights, bias: rho))
    }
    guard coefficients.count == supports else { throw step.damaged("coefficients that do not fit") }
    let vectors = try step.weights("support_vectors", [supports, flow.shape[1]])
    let parameters = step.node.attributes["kernel_params"]?.floats ?? []
    let kernels: ONNXFlow
    switch step.node.text("kernel_type", default: "LINEAR", step.file) {
    case "LINEAR": kernels = try dense(step, flow, vectors, bias: nil)
    case "RBF":
      guard let gamma = parameters.first else { throw step.damaged("no parameters of its kernel") }
      kernels = try radial(step, flow, vectors, gamma: gamma)
    case let other: throw step.unsupported("the kernel \(other)")
    }
    let sum = ONNXArray(coefficients, shape: [1, supports])
    try finish(step, try dense(step, kernels, sum, bias: rho))
  }

  /// The radial basis function `exp(−γ · |x − v|²)` of a row and each of some vectors, as
  /// `exp(2γ · x·v − γ · |v|² − γ · |x|²)`.
  private mutating func radial(
    _ step: ONNXStep, _ flow: ONNXFlow, _ vectors: ONNXArray, gamma: Float
  ) throws(ONNXError) -> ONNXFlow {
    let features = vectors.shape[1]
    let lengths = (0..<vectors.shape[0]).map { row in
      vectors.reals[(row * features)..<((row + 1) * features)].reduce(0) { $0 + $1 * $1 }
    }
    let products = try dense(step, flow, vectors.scaled(by: 2 * gamma), bias: lengths.map { -gamma * $0 })
    let squares = try applied(.function(Function(.square)), to: flow, as: "squares")
    let length = ONNXArray(Array(repeating: -gamma, count: features), shape: [1, features])
    let own = try dense(step, squares, length, bias: nil)
    let exponents = try combined(step, .computed(products), .computed(own)) { .add(Add(constant: $0)) }
    return try applied(.function(Function(.exponential)), to: exponents, as: "kernels")
  }

  /// SCALER: `(x − offset) · scale`.
  mutating func scaler(_ step: ONNXStep) throws(ONNXError) {
    var result = ONNXValue.computed(try step.row())
    if let offset = step.node.attributes["offset"]?.floats, !offset.isEmpty {
      let constant = ONNXValue.constant(ONNXArray(offset, shape: [offset.count]))
      result = .computed(try combined(step, result, constant) { .subtract(Subtract(constant: $0)) })
    }
    if let scale = step.node.attributes["scale"]?.floats, !scale.isEmpty {
      let constant = ONNXValue.constant(ONNXArray(scale, shape: [scale.count]))
      result = .computed(try combined(step, result, constant) { .multiply(Multiply(constant: $0)) })
    }
    guard case .computed(let flow) = result else { throw step.unsupported("constants alone") }
    try finish(step, flow)
  }

  /// NORMALIZER: each row by its largest number, or by its length of either kind. A row of zeros stays.
  mutating func normalizer(_ step: ONNXStep) throws(ONNXError) {
    let flow = try step.row()
    let last = [flow.shape.count - 1]
    let length: ONNXFlow
    switch step.node.text("norm", default: "MAX", step.file) {
    case "MAX": length = try reduced(flow, last, .maximum, as: "largest")
    case "L1":
      length = try reduced(
        try applied(.function(Function(.absolute)), to: flow, as: "absolute"), last, .sum, as: "length")
    case "L2":
      let (input, result) = try withInnermost(flow, last[0])
      return try finish(
        step, replacing(result, try emitter.add(.l2Normalization(L2Normalization()), [input])))
    case let other: throw step.unsupported("the norm \(other)")
    }
    let least = ONNXValue.constant(ONNXArray([Float.leastNormalMagnitude], shape: []))
    let divisor = try combined(step, .computed(length), least) { .maximum(Maximum(constant: $0)) }
    try finish(
      step, try combined(step, .computed(flow), .computed(divisor)) { .divide(Divide(constant: $0)) })
  }

  /// BINARIZER: 1 where a number is above a threshold, else 0.
  mutating func binarizer(_ step: ONNXStep) throws(ONNXError) {
    let threshold = ONNXArray([try step.node.float("threshold", default: 0)], shape: [])
    let above = try combined(step, .computed(try step.row()), .constant(threshold)) {
      .subtract(Subtract(constant: $0))
    }
    let sign = try applied(.function(Function(.sign)), to: above, as: "sign")
    try finish(step, try applied(.relu(ReLU()), to: sign))
  }

  private mutating func linear(
    _ step: ONNXStep, outputs: Int, _ intercepts: String
  ) throws(ONNXError) -> ONNXFlow {
    let flow = try step.row()
    let weights = try step.weights("coefficients", [outputs, flow.shape.last!])
    let bias = step.node.attributes[intercepts]?.floats ?? []
    guard bias.isEmpty || bias.count == outputs else { throw step.damaged("intercepts that do not fit") }
    return try dense(step, flow, weights, bias: bias.isEmpty ? nil : bias)
  }
}

extension ONNXStep {
  /// The first input: a row of features for each sample.
  func row() throws(ONNXError) -> ONNXFlow {
    let flow = try flow(0)
    guard (1...2).contains(flow.shape.count) else {
      throw unsupported("an input of \(flow.shape.count) axes")
    }
    return flow
  }

  /// Weights that a setting holds.
  func weights(_ name: String, _ shape: [Int]) throws(ONNXError) -> ONNXArray {
    let numbers = node.attributes[name]?.floats ?? []
    guard !numbers.isEmpty else { throw damaged("no \(name)") }
    guard let rows = shape.first, rows > 0, numbers.count / rows * rows == numbers.count,
      numbers.count == shape.reduce(1, *)
    else {
      throw unsupported("\(numbers.count) \(name) for \(shape.map(String.init).joined(separator: "×"))")
    }
    return ONNXArray(numbers, shape: shape)
  }
}
