import ApusGraph

extension ONNXImporter {
  /// RESIZE, UPSAMPLE: each axis by itself. What is not one of this kit's two resizings of rows and columns is a choice of
  /// elements, or a product with a matrix of weights.
  mutating func resize(_ step: ONNXStep) throws(ONNXError) {
    var flow = try step.flow(0)
    let rank = flow.shape.count
    let resampling = try ONNXResampling(step, shape: flow.shape, version: version)
    let changed = (0..<rank).filter { flow.shape[$0] != resampling.sizes[$0] }
    guard resampling.sizes.reduce(1.0, { $0 * Double($1) }) < 0x1p28 else {
      throw step.unsupported("so large a result")
    }
    try checkBatch(step, flow, changed)
    if rank == 4, changed.allSatisfy({ $0 >= 2 }), !changed.isEmpty, flow.shape[0] == 1,
      let operation = resampling.operation(rows: 2, columns: 3)
    {
      let input = try featureMap(step, flow)
      let node = try emitter.add(operation, [input])
      return try finish(step, featureMapFlow(node, rank: 4, like: flow))
    }
    for axis in changed {
      if resampling.mode == .nearest {
        flow = try selected(step, flow, axis, resampling.nearest(axis))
      } else {
        let isFeatureMap = flow.isFeatureMap
        let matrix = try resampling.matrix(step, axis)
        flow = try applied(step, matrix, to: flow, along: axis)
        flow.isFeatureMap = isFeatureMap
      }
    }
    try finish(step, flow)
  }
}

/// How RESIZE and UPSAMPLE take elements of their input, along each axis by itself.
struct ONNXResampling {
  enum Mode { case nearest, linear, cubic }

  var mode: Mode
  /// The extents before and after.
  var shape: [Int]
  var sizes: [Int]
  private var scales: [Float]
  private var coordinates: String
  private var rounding: String
  private var coefficient: Float
  private var excludesOutside: Bool

  init(_ step: ONNXStep, shape: [Int], version: Int) throws(ONNXError) {
    self.shape = shape
    let text = step.node.text("mode", default: "nearest", step.file)
    switch text {
    case "nearest": mode = .nearest
    case "linear", "bilinear": mode = .linear
    case "cubic": mode = .cubic
    case _: throw step.unsupported("the mode \(text.prefix(20))")
    }
    let isOld = step.node.kind == "Upsample" || version < 11
    coordinates =
      isOld
      ? "asymmetric" : step.node.text("coordinate_transformation_mode", default: "half_pixel", step.file)
    rounding = isOld ? "floor" : step.node.text("nearest_mode", default: "round_prefer_floor", step.file)
    coefficient = try step.node.float("cubic_coeff_a", default: -0.75)
    excludesOutside = try step.node.integer("exclude_outside", default: 0) != 0
    let known = ["half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners", "half_pixel_symmetric"]
    guard known.contains(coordinates) else { throw step.unsupported("\(coordinates.prefix(30)) coordinates") }
    guard try step.node.integer("antialias", default: 0) == 0 else { throw step.unsupported("antialias") }
    var axes = try step.node.integers("axes") ?? Array(shape.indices)
    for place in axes.indices { axes[place] = try step.resolved(axes[place], rank: shape.count) }

    let given: [Float]?
    if isOld {
      given = try step.constant(1)?.reals ?? step.node.attributes["scales"]?.floats
    } else {
      given = try step.constant(2)?.reals
    }
    sizes = shape
    scales = shape.map { _ in 1 }
    let wanted = isOld ? nil : try step.constant(3)?.integers
    if let wanted, !wanted.isEmpty {
      guard wanted.count == axes.count, wanted.allSatisfy({ (1...1 << 16).contains($0) }),
        step.node.text("keep_aspect_ratio_policy", default: "stretch", step.file) == "stretch"
      else { throw step.unsupported("sizes of \(wanted)") }
      for (axis, size) in zip(axes, wanted) {
        // The batch stays as it is.
        sizes[axis] = axis == 0 && shape[0] == 1 ? 1 : size
        scales[axis] = Float(sizes[axis]) / Float(shape[axis])
      }
      return
    }
    guard let given, given.count == axes.count, given.allSatisfy({ $0 > 0 && $0 < 4096 }) else {
      throw step.unsupported("scales that are not given")
    }
    for (axis, scale) in zip(axes, given) {
      let size = (Float(shape[axis]) * scale).rounded(.down)
      guard size >= 1, size <= 65536 else { throw step.unsupported("a scale of \(scale)") }
      sizes[axis] = Int(size)
      scales[axis] = scale
    }
  }

  /// Where an element of the output is in the input.
  private func place(_ position: Int, _ axis: Int) -> Float {
    let (scale, input, output) = (scales[axis], Float(shape[axis]), Float(sizes[axis]))
    let position = Float(position)
    switch coordinates {
    case "asymmetric": return position / scale
    case "align_corners": return output == 1 ? 0 : position * (input - 1) / (output - 1)
    case "pytorch_half_pixel": return output > 1 ? (position + 0.5) / scale - 0.5 : 0
    case "half_pixel_symmetric":
      let adjustment = output / (scale * input)
      return input / 2 * (1 - adjustment) + (position + 0.5) / scale - 0.5
    case _: return (position + 0.5) / scale - 0.5
    }
  }

  /// The nearest element of the input for each of the output.
  func nearest(_ axis: Int) -> [Int] {
    (0..<sizes[axis]).map { position in
      let place = place(position, axis)
      let rounded: Float
      switch rounding {
      case "floor": rounded = place.rounded(.down)
      case "ceil": rounded = place.rounded(.up)
      case "round_prefer_ceil": rounded = (place + 0.5).rounded(.down)
      case _: rounded = (place - 0.5).rounded(.up)
      }
      return min(max(Int(rounded), 0), shape[axis] - 1)
    }
  }

  /// The weights of the elements of the input for each of the output: `[output, input]`.
  func matrix(_ step: ONNXStep, _ axis: Int) throws(ONNXError) -> ONNXArray {
    let (input, output) = (shape[axis], sizes[axis])
    guard input * output <= 1 << 22 else { throw step.unsupported("so large a resizing") }
    var values = [Float](repeating: 0, count: output * input)
    for position in 0..<output {
      let place = place(position, axis)
      let lower = place.rounded(.down)
      let fraction = place - lower
      var taps: [(place: Int, weight: Float)]
      if mode == .linear {
        let bounded = min(max(place, 0), Float(input - 1))
        let first = Int(bounded.rounded(.down))
        let share = bounded - Float(first)
        taps = [(first, 1 - share), (first + 1, share)]
      } else {
        taps = (-1...2).map { (Int(lower) + $0, cubic(Float($0) - fraction)) }
        if excludesOutside {
          taps.removeAll { !(0..<input).contains($0.place) }
          let sum = taps.reduce(0) { $0 + $1.weight }
          taps = taps.map { ($0.place, $0.weight / sum) }
        }
      }
      for tap in taps { values[position * input + min(max(tap.place, 0), input - 1)] += tap.weight }
    }
    return ONNXArray(values, shape: [output, input])
  }

  /// The weight of an element at a distance (Keys 1981).
  private func cubic(_ distance: Float) -> Float {
    let (x, a) = (abs(distance), coefficient)
    if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
    return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0
  }

  /// The resizing of rows and columns that does the same; nil where there is none.
  func operation(rows: Int, columns: Int) -> Operation? {
    let size = Size(height: sizes[rows], width: sizes[columns])
    for (alignsCorners, usesHalfPixelCenters) in [(false, true), (false, false), (true, false)] {
      let body = Resampling(
        size: size, alignsCorners: alignsCorners, usesHalfPixelCenters: usesHalfPixelCenters)
      switch mode {
      case .nearest:
        let resize = ResizeNearest(body)
        let fits = [rows, columns].allSatisfy { axis in
          nearest(axis)
            == (0..<sizes[axis]).map { resize.nearest(to: $0, from: shape[axis], to: sizes[axis]) }
        }
        if fits { return .resizeNearest(resize) }
      case .linear:
        let resize = ResizeBilinear(body)
        let fits = [rows, columns].allSatisfy { axis in
          let neighbors = resize.neighbors(from: shape[axis], to: sizes[axis])
          return neighbors.indices.allSatisfy { position in
            let place = min(max(place(position, axis), 0), Float(shape[axis] - 1))
            let mine = Float(neighbors[position].lower) + neighbors[position].fraction
            return abs(mine - place) < 1e-4
          }
        }
        if fits { return .resizeBilinear(resize) }
      case .cubic: return nil
      }
    }
    return nil
  }
}
