import ApusGraph

/// Random networks around operators beyond those of image classifiers.
extension RandomOperator {
  /// Means, sums, maxima and minima along some axes, of values of one to three axes.
  static func reduction(_ random: inout RandomSource) throws -> Graph {
    let extents = [random.upTo(4), random.upTo(6), random.upTo(20)]
    var builder = builder(Shape(extents))
    let rank = random.upTo(3)
    if rank == 2 {
      builder.add("matrix", .reshape(Reshape(shape: Shape([extents[0] * extents[1], extents[2]]))))
    }
    if rank == 1 { builder.add("flat", .flatten(Flatten())) }
    var axes = (0..<rank).filter { _ in random.integer(below: 2) == 0 }
    if axes.isEmpty { axes = [random.integer(below: rank)] }
    let kinds: [Reduce.Kind] = [.mean, .sum, .maximum, .minimum]
    builder.add(
      "reduced",
      .reduce(
        Reduce(kind: kinds[random.integer(below: 4)], axes: axes, keepsAxes: random.integer(below: 2) == 0)))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try builder.build(seed: 1)
  }

  /// Quotients and squared differences of two values or of a value and a constant, and slopes, which may stand for several
  /// elements.
  static func furtherPair(_ random: inout RandomSource) throws -> Graph {
    let extents = [random.upTo(4), random.upTo(7), random.upTo(20)]
    var builder = builder(Shape(extents))
    let shape = Shape(extents.map { random.integer(below: 2) == 0 ? 1 : $0 })
    var constant: ConstantOperand?
    if random.integer(below: 2) == 0 {
      constant = ConstantOperand(shape: shape, isFirst: random.integer(below: 2) == 0)
    } else {
      try builder.convolution("other", channels: random.integer(below: 3) == 0 ? 1 : extents[2], kernel: 1)
    }
    let inputs = constant == nil ? [Graph.inputName, "other"] : [Graph.inputName]
    switch random.integer(below: 3) {
    case 0: builder.add("tested", .divide(Divide(constant: constant)), from: inputs)
    case 1: builder.add("tested", .squaredDifference(SquaredDifference(constant: constant)), from: inputs)
    default: builder.add("tested", .prelu(PReLU(shape: shape)), from: [Graph.inputName])
    }
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try builder.build(seed: 1)
  }

  /// Products of matrices that are made from one input, and dense layers at each position.
  static func matrices(_ random: inout RandomSource) throws -> Graph {
    if random.integer(below: 3) == 0 {
      let extents = [random.upTo(4), random.upTo(6), random.upTo(40)]
      var builder = builder(Shape(extents))
      if random.integer(below: 2) == 0 {
        builder.add("matrix", .reshape(Reshape(shape: Shape([extents[0] * extents[1], extents[2]]))))
      }
      builder.add("dense", .dense(Dense(inputFeatures: extents[2], outputFeatures: random.upTo(30))))
      if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
      return try builder.build(seed: 1)
    }
    let (count, rows, inner, columns) = (random.upTo(3), random.upTo(5), random.upTo(9), random.upTo(5))
    let transposes = (random.integer(below: 2) == 0, random.integer(below: 2) == 0)
    let first = Shape(
      [random.integer(below: 3) == 0 ? 1 : count] + (transposes.0 ? [inner, rows] : [rows, inner]))
    let second = Shape([count] + (transposes.1 ? [columns, inner] : [inner, columns]))
    var builder = builder(Shape([1, 1, random.upTo(8)]))
    builder.add("flat", .flatten(Flatten()))
    try builder.dense("left", features: first.count)
    builder.add("first", .reshape(Reshape(shape: first)))
    builder.current = "flat"
    try builder.dense("right", features: second.count)
    builder.add("second", .reshape(Reshape(shape: second)))
    builder.add(
      "product",
      .matrixProduct(MatrixProduct(transposesFirst: transposes.0, transposesSecond: transposes.1)),
      from: ["first", "second"])
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try builder.build(seed: 1)
  }

  /// Rows, columns or channels picked, more or fewer than there are.
  static func gathering(_ random: inout RandomSource) throws -> Graph {
    let extents = [random.upTo(6), random.upTo(7), random.upTo(20)]
    var builder = builder(Shape(extents))
    let isFlat = random.integer(below: 4) == 0
    if isFlat { builder.add("flat", .flatten(Flatten())) }
    let axis = isFlat ? 0 : random.integer(below: 3)
    let extent = isFlat ? extents.reduce(1, *) : extents[axis]
    let indices = (0..<random.upTo(2 * extent)).map { _ in random.integer(below: extent) }
    builder.add("picked", .gather(Gather(axis: axis, indices: indices)))
    if random.integer(below: 2) == 0 { builder.add("relu", .relu(ReLU())) }
    return try builder.build(seed: 1)
  }

  /// Logarithms of probabilities and vectors of length 1, behind a layer that they may write over, and tables behind them.
  static func normalization(_ random: inout RandomSource) throws -> Graph {
    var builder = builder(Shape([random.upTo(4), random.upTo(4), random.upTo(8)]))
    try builder.convolution("conv", channels: random.upTo(40), kernel: 1)
    builder.add(
      "normalized",
      random.integer(below: 2) == 0 ? .logSoftmax(LogSoftmax()) : .l2Normalization(L2Normalization()))
    let kinds: [Function.Kind] = [.exponential, .absolute, .gelu, .square, .elu(alpha: 1)]
    if random.integer(below: 2) == 0 {
      builder.add("function", .function(Function(kinds[random.integer(below: kinds.count)])))
    }
    return try builder.build(seed: 1)
  }
}
