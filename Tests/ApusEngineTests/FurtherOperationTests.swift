import ApusEngine
import ApusGraph
import Testing

/// Values and gradients of functions, reductions, products of matrices and their like, compared with the slow interpreter
/// and with finite differences of it.
@Suite(.serialized)
struct FurtherOperationTests {
  static let functions: [Function.Kind] = [
    .absolute, .negative, .exponential, .square, .elu(alpha: 0.5), .selu, .softplus, .softsign, .erf, .gelu,
    .geluTanh, .silu, .mish, .hardSigmoid(alpha: 0.25, beta: 0.4), .clip(low: -0.5, high: 0.75),
    .clip(low: -.infinity, high: 0.5), .power(exponent: 3), .sign, .sine, .cosine, .arctangent,
    .celu(alpha: 0.75), .celu(alpha: 2), .thresholdedReLU(alpha: 0.3),
  ]

  /// Functions of what is positive alone.
  static let positive: [Function.Kind] = [
    .logarithm, .squareRoot, .reciprocalSquareRoot, .reciprocal, .power(exponent: -1.5),
  ]

  @Test("Functions of one number", arguments: functions)
  func function(_ kind: Function.Kind) throws {
    let graph = try Reference.graph(.function(Function(kind)), input: [4, 5, 3], seed: 8)
    #expect(try Reference.disagreements(graph) == [])
    #expect(try Reference.disagreements(graph, mode: .inference) == [])
  }

  @Test("Functions of positive numbers", arguments: positive)
  func positiveFunction(_ kind: Function.Kind) throws {
    var builder = Reference.builder([3, 4, 2])
    try builder.convolution("a", channels: 3, kernel: 1)
    builder.add("positive", .function(Function(.softplus)))
    builder.add("tested", .function(Function(kind)))
    let graph = try Reference.randomized(builder.build(seed: 1), seed: 18)
    #expect(try Reference.disagreements(graph) == [])
  }

  @Test("Functions of steps have no slope", arguments: [Function.Kind.floor, .ceiling, .round])
  func steps(_ kind: Function.Kind) throws {
    let graph = try Reference.graph(.function(Function(kind)), input: [2, 3, 4], seed: 19)
    #expect(try Reference.disagreements(graph, mode: .inference) == [])
    let engine = try Engine(graph, batchSize: 1, mode: .training)
    for index in engine.input.indices { engine.input[index] = Float(index) / 3 }
    try engine.forward()
    engine.outputGradient.update(repeating: 1)
    try engine.backward()
    #expect(try #require(engine.gradient(of: "probe")).allSatisfy { $0 == 0 })
  }

  @Test("Halves are rounded to the even integer")
  func halves() throws {
    #expect([0.5, 1.5, 2.5, -0.5, -1.5].map(Function.Kind.round.value) == [0, 2, 2, 0, -2])
  }

  @Test("Slopes that are trained, of all extents that go together")
  func prelu() throws {
    for shape in [[1], [3], [1, 1, 3], [4, 5, 3], [4, 1, 1], [5, 1]] as [Shape] {
      let graph = try Reference.graph(.prelu(PReLU(shape: shape)), input: [4, 5, 3], seed: 9)
      #expect(try Reference.disagreements(graph) == [])
      #expect(try Reference.disagreements(graph, mode: .inference) == [])
    }
  }

  @Test("A large batch's slopes have the gradients of all shards")
  func preluOfManySamples() throws {
    let graph = try Reference.graph(.prelu(PReLU(shape: [3])), input: [40, 50, 3], seed: 9)
    #expect(try Reference.disagreements(graph, batchSize: 12) == [])
  }

  @Test("Quotients and squared differences", arguments: [false, true])
  func pairs(_ isFirst: Bool) throws {
    for operation in [Operation.divide(Divide()), .squaredDifference(SquaredDifference())] {
      for (rows, channels) in [(false, false), (true, false), (false, true), (true, true)] {
        var builder = Reference.builder([3, 4, 2])
        try builder.convolution("a", channels: 3, kernel: 3)
        builder.add("bounded", .tanh(Tanh()))
        builder.add("exp", .function(Function(.exponential)))
        try builder.convolution("b", channels: channels ? 1 : 3, kernel: 1)
        builder.add("boundedToo", .tanh(Tanh()))
        builder.add("positive", .function(Function(.exponential)))
        builder.add(
          "small",
          .averagePool(AveragePool(window: Window(kernel: Size(height: rows ? 3 : 1, width: 1)))))
        builder.add("tested", operation, from: isFirst ? ["small", "exp"] : ["exp", "small"])
        let graph = try Reference.randomized(builder.build(seed: 1), seed: 20)
        #expect(try Reference.disagreements(graph) == [])
      }
      let constant = ConstantOperand(shape: [1, 1, 3], isFirst: isFirst)
      var builder = Reference.builder([3, 4, 2])
      try builder.convolution("a", channels: 3, kernel: 3)
      builder.add("bounded", .tanh(Tanh()))
      builder.add("exp", .function(Function(.exponential)))
      builder.add("quotient", .divide(Divide(constant: constant)))
      builder.add("difference", .squaredDifference(SquaredDifference(constant: constant)))
      var graph = try Reference.randomized(builder.build(seed: 1), seed: 21)
      graph.parameters["quotient.operand"]!.values = [1.5, -2, 0.5]
      #expect(try Reference.disagreements(graph) == [])
    }
  }

  @Test("Reductions along all sets of axes", arguments: Reduce.Kind.allCases)
  func reductions(_ kind: Reduce.Kind) throws {
    for axes in [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]] {
      for keepsAxes in [false, true] {
        let graph = try Reference.graph(
          .reduce(Reduce(kind: kind, axes: axes, keepsAxes: keepsAxes)), input: [3, 2, 4], seed: 22)
        #expect(try Reference.disagreements(graph) == [])
      }
    }
  }

  @Test("A product's gradient where elements are zero")
  func productOfZeros() throws {
    var graph = try Reference.graph(.reduce(Reduce(kind: .product, axes: [2])), input: [2, 2, 3], seed: 22)
    graph.parameters["probe.weight"]!.values = [1, 0, 2]
    graph.parameters["probe.bias"]!.values = [1, 0, 0.5]
    #expect(try Reference.disagreements(graph) == [])
    graph.parameters["probe.weight"]!.values = [0, 0, 2]
    graph.parameters["probe.bias"]!.values = [0, 0, 0.5]
    #expect(try Reference.disagreements(graph) == [])
  }

  @Test("Products of matrices, transposed or not, one for each or one for all")
  func matrixProducts() throws {
    for (transposesFirst, transposesSecond) in [(false, false), (true, false), (false, true), (true, true)] {
      for (one, other) in [(2, 2), (1, 2), (2, 1)] {
        var builder = Reference.builder([2, 4, 3])
        builder.add(
          "probe", .depthwiseConvolution(DepthwiseConvolution(channels: 3, window: Window(kernel: Size(1)))))
        let first = Shape([one, transposesFirst ? 3 : 5, transposesFirst ? 5 : 3])
        let second = Shape([other, transposesSecond ? 4 : 3, transposesSecond ? 3 : 4])
        builder.add("flat", .flatten(Flatten()))
        try builder.dense("left", features: first.count)
        builder.add("first", .reshape(Reshape(shape: first)))
        builder.current = "flat"
        try builder.dense("right", features: second.count)
        builder.add("second", .reshape(Reshape(shape: second)))
        let product = MatrixProduct(transposesFirst: transposesFirst, transposesSecond: transposesSecond)
        builder.add("tested", .matrixProduct(product), from: ["first", "second"])
        let graph = try Reference.randomized(builder.build(seed: 1), seed: 23)
        #expect(try graph.outputShape() == [2, 5, 4])
        #expect(try Reference.disagreements(graph) == [])
      }
    }
  }

  @Test("A matrix times its own transpose")
  func gram() throws {
    var builder = Reference.builder([1, 4, 3])
    try builder.convolution("a", channels: 2, kernel: 1)
    builder.add("matrix", .reshape(Reshape(shape: [4, 2])))
    builder.add("tested", .matrixProduct(MatrixProduct(transposesSecond: true)), from: ["matrix", "matrix"])
    let graph = try Reference.randomized(builder.build(seed: 1), seed: 24)
    #expect(try graph.outputShape() == [4, 4])
    #expect(try Reference.disagreements(graph) == [])
  }

  @Test(
    "Logarithms of probabilities, unit vectors and picked indices",
    arguments: [
      Operation.logSoftmax(LogSoftmax()), .l2Normalization(L2Normalization()),
      .gather(Gather(axis: 0, indices: [3, 0, 0, 2, 3])), .gather(Gather(axis: 1, indices: [4, 3, 2, 1, 0])),
      .gather(Gather(axis: 2, indices: [1])),
    ])
  func plain(_ operation: Operation) throws {
    let graph = try Reference.graph(operation, input: [4, 5, 3], seed: 25)
    #expect(try Reference.disagreements(graph) == [])
    #expect(try Reference.disagreements(graph, mode: .inference) == [])
  }

  @Test("The logarithm of a softmax of large logits is finite")
  func largeLogits() throws {
    var graph = try Reference.graph(.logSoftmax(LogSoftmax()), input: [1, 1, 3], seed: 26)
    graph.parameters["probe.weight"]!.values = [0, 0, 0]
    graph.parameters["probe.bias"]!.values = [1000, 999, -1000]
    let engine = try Engine(graph, batchSize: 1, mode: .inference)
    try engine.forward()
    #expect(abs(engine.output[0] + 0.31326168) < 1e-5)
    #expect(engine.output[2] == -2000.3132)
  }

  @Test("A dense layer of matrices and feature maps is applied at each position")
  func denseOfPositions() throws {
    for input in [[4, 3, 5], [1, 6, 2]] as [Shape] {
      for hasBias in [false, true] {
        let dense = Dense(inputFeatures: input.channels, outputFeatures: 4, hasBias: hasBias)
        let graph = try Reference.graph(.dense(dense), input: input, seed: 27)
        #expect(try graph.outputShape() == Shape(height: input.height, width: input.width, channels: 4))
        #expect(try Reference.disagreements(graph) == [])
        #expect(try Reference.disagreements(graph, mode: .inference) == [])
      }
    }
    var builder = Reference.builder([6, 1, 4])
    try builder.convolution("a", channels: 5, kernel: 1)
    builder.add("matrix", .reshape(Reshape(shape: [6, 5])))
    builder.add("tested", .dense(Dense(inputFeatures: 5, outputFeatures: 3)))
    #expect(try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 28)) == [])
  }
}
