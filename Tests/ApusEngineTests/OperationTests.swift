import ApusEngine
import ApusGraph
import Testing

/// Each operator's values and gradients, compared with the slow interpreter and with finite differences of it.
@Suite(.serialized)
struct OperationTests {
  static let windows: [Window] = [
    Window(kernel: Size(3), padding: .same),
    Window(kernel: Size(1), stride: Size(2)),
    Window(kernel: Size(height: 3, width: 2), stride: Size(height: 2, width: 1), padding: .same),
    Window(kernel: Size(height: 1, width: 4), padding: .explicit(top: 0, bottom: 0, left: 3, right: 1)),
    Window(
      kernel: Size(3), stride: Size(height: 1, width: 2),
      padding: .explicit(top: 2, bottom: 0, left: 0, right: 1)),
    Window(kernel: Size(2), stride: Size(3), padding: .all(1)),
  ]

  static let dilated: [Window] = [
    Window(kernel: Size(3), dilation: Size(2), padding: .same),
    Window(
      kernel: Size(height: 2, width: 3), stride: Size(2), dilation: Size(height: 3, width: 1),
      padding: .all(2)),
    Window(kernel: Size(2), dilation: Size(height: 1, width: 4)),
  ]

  @Test("Convolution", arguments: windows + dilated)
  func convolution(_ window: Window) throws {
    for (inputs, outputs, groups, hasBias) in [
      (1, 3, 1, true), (3, 5, 1, false), (4, 6, 2, true), (6, 6, 6, false), (16, 16, 1, true),
    ] {
      let body = Convolution(
        inputChannels: inputs, outputChannels: outputs, window: window, groups: groups, hasBias: hasBias)
      let size = inputs == 16 ? 5 : 6
      #expect(
        try Reference.disagreements(
          Reference.graph(
            .convolution(body), input: Shape(height: size + 1, width: size, channels: inputs), seed: 3),
          batchSize: 2) == [])
    }
  }

  @Test("Depthwise convolution", arguments: windows + dilated)
  func depthwiseConvolution(_ window: Window) throws {
    for (channels, multiplier, hasBias) in [(3, 1, true), (2, 3, false), (16, 1, false)] {
      let body = DepthwiseConvolution(
        channels: channels, multiplier: multiplier, window: window, hasBias: hasBias)
      #expect(
        try Reference.disagreements(
          Reference.graph(.depthwiseConvolution(body), input: [7, 6, channels].shape, seed: 4), batchSize: 2)
          == [])
    }
  }

  @Test("Dense", arguments: [(5, 3, true), (17, 33, false), (1, 1, true)])
  func dense(_ inputs: Int, _ outputs: Int, _ hasBias: Bool) throws {
    var builder = Reference.builder([1, 1, inputs].shape)
    builder.add("flatten", .flatten(Flatten()))
    builder.add("before", .dense(Dense(inputFeatures: inputs, outputFeatures: inputs)))
    builder.add("tested", .dense(Dense(inputFeatures: inputs, outputFeatures: outputs, hasBias: hasBias)))
    #expect(try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 5)) == [])
  }

  @Test("Batch normalization", arguments: [1, 3, 16, 37])
  func batchNormalization(_ channels: Int) throws {
    let body = BatchNormalization(channels: channels, epsilon: 1e-3)
    let graph = try Reference.graph(.batchNormalization(body), input: [3, 2, channels].shape, seed: 6)
    #expect(try Reference.disagreements(graph) == [])
    #expect(try Reference.disagreements(graph, mode: .inference) == [])
  }

  @Test("Batch normalization of vectors")
  func batchNormalizationOfVectors() throws {
    var builder = Reference.builder([2, 2, 2])
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("dense", features: 5)
    try builder.batchNormalization("tested")
    #expect(
      try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 6), batchSize: 5) == [])
  }

  @Test(
    "Maximum and average pooling",
    arguments: windows.filter { $0.padding != .explicit(top: 0, bottom: 0, left: 3, right: 1) })
  func pooling(_ window: Window) throws {
    for channels in [2, 6, 16] {
      let input = [7, 6, channels].shape
      #expect(
        try Reference.disagreements(
          Reference.graph(.maxPool(MaxPool(window: window)), input: input, seed: 7), batchSize: 2) == [])
      #expect(
        try Reference.disagreements(
          Reference.graph(.averagePool(AveragePool(window: window)), input: input, seed: 7), batchSize: 2)
          == [])
    }
  }

  @Test(
    "Operators without settings, and rectifiers",
    arguments: [
      Operation.globalAveragePool(GlobalAveragePool()), .relu(ReLU()), .relu6(ReLU6()),
      .leakyReLU(LeakyReLU(slope: 0.2)), .sigmoid(Sigmoid()), .tanh(Tanh()),
      .hardSwish(HardSwish()),
      .flatten(Flatten()), .reshape(Reshape(shape: [5, 2, 6])), .softmax(Softmax()),
      .pad(
        Pad(
          border: ResolvedPadding(top: 1, bottom: 0, left: 2, right: 3), channelsBefore: 1, channelsAfter: 2)),
      .dropout(Dropout(rate: 0.4)),
    ])
  func plain(_ operation: Operation) throws {
    let graph = try Reference.graph(operation, input: [4, 5, 3], seed: 8)
    #expect(try Reference.disagreements(graph) == [])
    #expect(try Reference.disagreements(graph, mode: .inference) == [])
  }

  @Test("Hard swish is flat below −3 and the identity above 3")
  func hardSwishEnds() throws {
    var graph = try Reference.graph(.hardSwish(HardSwish()), input: [3, 3, 4], seed: 9)
    graph.parameters["probe.weight"]!.values = [8, 9, 10, 11]
    #expect(try Reference.disagreements(graph) == [])
  }

  @Test(
    "Sums, differences and products, of values of all extents that go together",
    arguments: [
      (Operation.add(Add()), 0), (.subtract(Subtract()), 1), (.multiply(Multiply()), 2),
      (.maximum(Maximum()), 3), (.minimum(Minimum()), 4),
    ])
  func pairs(_ operation: Operation, _ seed: Int) throws {
    for (rows, columns, channels) in [
      (false, false, false), (true, true, false), (false, false, true), (true, true, true),
      (true, false, true),
    ] {
      for isFirst in [false, true] {
        var builder = Reference.builder([3, 4, 2])
        try builder.convolution("a", channels: 3, kernel: 3)
        try builder.convolution("b", channels: channels ? 1 : 3, kernel: 1)
        let window = Window(kernel: Size(height: rows ? 3 : 1, width: columns ? 4 : 1))
        builder.add("small", .averagePool(AveragePool(window: window)))
        builder.add("tested", operation, from: isFirst ? ["small", "a"] : ["a", "small"])
        builder.add("itself", operation, from: ["tested", "tested"])
        let graph = try Reference.randomized(builder.build(seed: 1), seed: UInt64(20 + seed))
        #expect(try Reference.disagreements(graph) == [])
        #expect(try Reference.disagreements(graph, mode: .inference) == [])
      }
    }
  }

  @Test("Sums, differences and products with constants, which are not trained", arguments: [false, true])
  func constants(_ isFirst: Bool) throws {
    for shape in [[1], [3], [1, 1, 3], [3, 4, 3], [3, 1, 1], [4, 3]] as [Shape] {
      let constant = ConstantOperand(shape: shape, isFirst: isFirst)
      var builder = Reference.builder([3, 4, 2])
      try builder.convolution("a", channels: 3, kernel: 1)
      builder.add("product", .multiply(Multiply(constant: constant)))
      builder.add("sum", .add(Add(constant: constant)))
      builder.add("difference", .subtract(Subtract(constant: constant)))
      let graph = try Reference.randomized(builder.build(seed: 1), seed: 30)
      #expect(try Reference.disagreements(graph) == [])
      #expect(try Engine(graph, batchSize: 1, mode: .training).parameters.slots.count == 2)
    }
  }

  @Test("A constant larger than the value beside it")
  func growingConstant() throws {
    var builder = Reference.builder([1, 1, 2])
    try builder.convolution("a", channels: 3, kernel: 1)
    builder.add("flat", .flatten(Flatten()))
    builder.add("grown", .multiply(Multiply(constant: ConstantOperand(shape: [2, 4, 3]))))
    let graph = try Reference.randomized(builder.build(seed: 1), seed: 31)
    #expect(try graph.outputShape() == [2, 4, 3])
    #expect(try Reference.disagreements(graph) == [])
  }

  @Test(
    "Operators that move elements",
    arguments: [
      (
        Shape([6, 5, 4]),
        Operation.slice(
          Slice(
            rows: .init(begin: 1, count: 3, stride: 2), columns: .init(begin: 2, count: 2),
            channels: .init(begin: 1, count: 2, stride: 2)))
      ),
      (
        Shape([3, 4, 2]),
        Operation.slice(
          Slice(
            rows: .init(begin: 0, count: 3), columns: .init(begin: 3, count: 1),
            channels: .init(begin: 0, count: 2)))
      ),
      (Shape([3, 4, 2]), Operation.transpose(Transpose(order: [2, 0, 1]))),
      (Shape([3, 4, 2]), Operation.transpose(Transpose(order: [1, 0, 2]))),
      (Shape([3, 5, 2]), Operation.resizeNearest(ResizeNearest(Resampling(size: Size(7))))),
      (
        Shape([7, 4, 2]),
        Operation.resizeNearest(
          ResizeNearest(
            Resampling(size: Size(height: 3, width: 1), alignsCorners: true, usesHalfPixelCenters: false)))
      ),
      (
        Shape([4, 6, 3]),
        Operation.resizeNearest(
          ResizeNearest(Resampling(size: Size(height: 5, width: 11), usesHalfPixelCenters: false)))
      ),
      (Shape([3, 5, 2]), Operation.resizeBilinear(ResizeBilinear(Resampling(size: Size(7))))),
      (
        Shape([7, 4, 2]),
        Operation.resizeBilinear(
          ResizeBilinear(
            Resampling(size: Size(height: 3, width: 1), alignsCorners: true, usesHalfPixelCenters: false)))
      ),
      (
        Shape([1, 6, 3]),
        Operation.resizeBilinear(
          ResizeBilinear(Resampling(size: Size(height: 5, width: 11), usesHalfPixelCenters: false)))
      ),
    ] as [(Shape, Operation)])
  func moves(_ input: Shape, _ operation: Operation) throws {
    let graph = try Reference.graph(operation, input: input, seed: 13)
    #expect(try Reference.disagreements(graph) == [])
    #expect(try Reference.disagreements(graph, mode: .inference) == [])
  }

  static let transposed: [TransposedConvolution] = [
    TransposedConvolution(inputChannels: 3, outputChannels: 2, kernel: Size(2), stride: Size(2)),
    TransposedConvolution(
      inputChannels: 1, outputChannels: 4, kernel: Size(3), stride: Size(2),
      padding: ResolvedPadding(top: 1, bottom: 1, left: 1, right: 1), outputPadding: Size(1), hasBias: false),
    TransposedConvolution(
      inputChannels: 16, outputChannels: 16, kernel: Size(height: 4, width: 3),
      stride: Size(height: 2, width: 1),
      padding: ResolvedPadding(top: 1, bottom: 1, left: 1, right: 1)),
    TransposedConvolution(
      inputChannels: 2, outputChannels: 3, kernel: Size(height: 1, width: 2), stride: Size(3),
      padding: ResolvedPadding(top: 0, bottom: 0, left: 1, right: 0), outputPadding: Size(2)),
    TransposedConvolution(
      inputChannels: 2, outputChannels: 5, kernel: Size(5),
      padding: ResolvedPadding(top: 3, bottom: 2, left: 0, right: 4), hasBias: false),
  ]

  @Test("Transposed convolution", arguments: transposed)
  func transposedConvolution(_ body: TransposedConvolution) throws {
    let input = Shape(height: 4, width: 5, channels: body.inputChannels)
    let graph = try Reference.graph(.transposedConvolution(body), input: input, seed: 15)
    #expect(try Reference.disagreements(graph, batchSize: 2) == [])
    #expect(try Reference.disagreements(graph, mode: .inference) == [])
  }

  @Test("Slices of vectors and of values that are taken whole beside them")
  func slicesOfVectors() throws {
    var builder = Reference.builder([2, 3, 2])
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("dense", features: 7)
    builder.add("low", .slice(Slice(axes: [.init(begin: 0, count: 4)])))
    builder.add("high", .slice(Slice(axes: [.init(begin: 3, count: 4)])), from: ["dense"])
    builder.add("sum", .add(Add()), from: ["low", "high"])
    builder.add("end", .concatenate(Concatenate()), from: ["dense", "sum"])
    #expect(try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 14)) == [])
  }

  @Test("ReLU6 clips from above")
  func clipping() throws {
    var graph = try Reference.graph(.relu6(ReLU6()), input: [3, 3, 4], seed: 9)
    graph.parameters["probe.weight"]!.values = [8, 9, 10, 11]
    #expect(try Reference.disagreements(graph) == [])
  }

  @Test("Add and concatenate, of values that are taken once, twice, and by several nodes")
  func joins() throws {
    var builder = Reference.builder([3, 4, 2])
    try builder.convolution("a", channels: 3, kernel: 1)
    builder.add("relu", .relu(ReLU()))
    try builder.convolution("b", channels: 3, kernel: 3)
    builder.add("sum", .add(Add()), from: ["b", "relu"])
    builder.add("double", .add(Add()), from: ["sum", "sum"])
    builder.add("joined", .concatenate(Concatenate()), from: ["double", "a", "double", "b"])
    builder.add("pool", .averagePool(AveragePool(2)))
    builder.add("flatten", .flatten(Flatten()), from: ["pool"])
    builder.add("left", .dense(Dense(inputFeatures: 24, outputFeatures: 4)), from: ["flatten"])
    builder.add("right", .dense(Dense(inputFeatures: 24, outputFeatures: 2)), from: ["flatten"])
    builder.add("end", .concatenate(Concatenate()), from: ["left", "right", "left"])
    #expect(try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 10)) == [])
  }

  @Test("Rows and columns joined, of values that are taken twice")
  func joinedRowsAndColumns() throws {
    var builder = Reference.builder([3, 4, 2])
    try builder.convolution("a", channels: 3, kernel: 1)
    try builder.convolution("b", channels: 3, kernel: 3)
    builder.add("low", .concatenate(Concatenate(axis: .rows)), from: ["a", "b", "a"])
    builder.add("tall", .concatenate(Concatenate(axis: .rows)), from: ["b", "b", "b"])
    builder.add("wide", .concatenate(Concatenate(axis: .columns)), from: ["tall", "low"])
    #expect(try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 16)) == [])
  }

  @Test("A residual network in small")
  func residual() throws {
    var builder = Reference.builder([6, 6, 2])
    try builder.convolution("conv1", channels: 4, kernel: 3, hasBias: false)
    try builder.batchNormalization("bn1")
    builder.add("relu1", .relu(ReLU()))
    try builder.convolution("conv2", channels: 4, kernel: 3, hasBias: false)
    try builder.batchNormalization("bn2")
    builder.add("add1", .add(Add()), from: ["bn2", "relu1"])
    builder.add("relu2", .relu(ReLU()))
    try builder.convolution("conv3", channels: 5, kernel: 3, stride: 2, padding: .all(1), hasBias: false)
    try builder.batchNormalization("bn3")
    builder.current = "relu2"
    try builder.convolution("down", channels: 5, kernel: 1, stride: 2, padding: .valid, hasBias: false)
    try builder.batchNormalization("bnDown")
    builder.add("add2", .add(Add()), from: ["bn3", "bnDown"])
    builder.add("relu3", .relu6(ReLU6()))
    builder.add("avgpool", .globalAveragePool(GlobalAveragePool()))
    try builder.dense("fc", features: 3)
    let graph = try Reference.randomized(builder.build(seed: 1), seed: 11)
    #expect(try Reference.disagreements(graph, batchSize: 4) == [])
    #expect(try Reference.disagreements(graph, batchSize: 4, mode: .inference) == [])
  }

  @Test("Nodes that do not reach the output get no gradient and do no harm")
  func deadEnds() throws {
    var builder = Reference.builder([4, 4, 2])
    try builder.convolution("a", channels: 3, kernel: 3)
    builder.add("dead", .relu(ReLU()))
    try builder.convolution("dead2", channels: 2, kernel: 3)
    builder.current = "a"
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("b", features: 2)
    #expect(try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 12)) == [])
  }
}

extension [Int] {
  fileprivate var shape: Shape { Shape(self) }
}
