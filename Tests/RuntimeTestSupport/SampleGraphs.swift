import ApusExporter
import ApusGraph

/// Small quantized graphs that together use every operator.
public enum SampleGraphs {
  /// Convolutions, max pool, flatten and dense layers: a LeNet of less than a kilobyte of weights.
  public static func straight() throws -> QuantizedGraph {
    var builder = GraphBuilder(name: "straight", inputShape: [9, 8, 2], preprocessing: .digit)
    try builder.convolution("conv1", channels: 3, kernel: 3)
    builder.add("relu1", .relu(ReLU()))
    builder.add("pool1", .maxPool(MaxPool(2)))
    let window = Window(kernel: Size(2), dilation: Size(2), padding: .all(1))
    builder.add(
      "conv2",
      .convolution(Convolution(inputChannels: 3, outputChannels: 6, window: window, groups: 3)))
    builder.add("flatten", .flatten(Flatten()))
    try builder.dense("fc1", features: 7)
    builder.add("relu2", .relu(ReLU()))
    try builder.dense("fc2", features: 3)
    builder.add("softmax", .softmax(Softmax()))
    var graph = try QuantizedGraph.random(like: builder.build(seed: 1), seed: 2)
    graph.classNames = ["één", "two", "three"]
    return graph
  }

  /// Branches that meet in an addition and a concatenation, and the operators that `straight` lacks.
  public static func branched() throws -> QuantizedGraph {
    var builder = GraphBuilder(name: "branched", inputShape: [6, 7, 3], preprocessing: .photograph)
    let window = Window(kernel: Size(3), padding: .same)
    builder.add("leaky", .leakyReLU(LeakyReLU(slope: 0.1)))
    builder.add("depthwise", .depthwiseConvolution(DepthwiseConvolution(channels: 3, window: window)))
    builder.add("add", .add(Add()), from: ["leaky", "depthwise"])
    builder.add("rectified", .relu6(ReLU6()))
    builder.add("average", .averagePool(AveragePool(window: window)), from: ["add"])
    let border = ResolvedPadding(top: 1, bottom: 0, left: 2, right: 1)
    builder.add("joined", .concatenate(Concatenate()), from: ["rectified", "average", "add"])
    builder.add("padded", .pad(Pad(border: border, channelsBefore: 1, channelsAfter: 2)))
    builder.add(
      "strided", .maxPool(MaxPool(window: Window(kernel: Size(3), stride: Size(2), padding: .same))))
    builder.add("mean", .globalAveragePool(GlobalAveragePool()))
    builder.add("shaped", .reshape(Reshape(shape: [3, 4])))
    return try QuantizedGraph.random(like: builder.build(seed: 3), seed: 4)
  }

  /// Element-wise operators: of two values, of values that are broadcast, with constants, and lookups.
  public static func elementwise() throws -> QuantizedGraph {
    var builder = GraphBuilder(name: "elementwise", inputShape: [5, 4, 3], preprocessing: .photograph)
    builder.add("swish", .hardSwish(HardSwish()))
    builder.add("squeeze", .globalAveragePool(GlobalAveragePool()))
    try builder.dense("excite", features: 3)
    builder.add("gate", .sigmoid(Sigmoid()))
    builder.add("weighed", .multiply(Multiply()), from: ["gate", "swish"])
    try builder.convolution("mask", channels: 1, kernel: 1)
    builder.add("masked", .subtract(Subtract()), from: ["weighed", "mask"])
    builder.add("shifted", .add(Add(constant: ConstantOperand(shape: [3]))))
    builder.add("rest", .subtract(Subtract(constant: ConstantOperand(shape: [1], isFirst: true))))
    builder.add("tilted", .multiply(Multiply(constant: ConstantOperand(shape: [5, 1, 3]))))
    builder.add("difference", .subtract(Subtract()), from: ["tilted", "shifted"])
    return try QuantizedGraph.random(like: builder.build(seed: 5), seed: 6)
  }

  /// The operators that move elements to other places.
  public static func moving() throws -> QuantizedGraph {
    var builder = GraphBuilder(name: "moving", inputShape: [6, 7, 4], preprocessing: .photograph)
    try builder.convolution("conv", channels: 6, kernel: 1)
    builder.add(
      "slice",
      .slice(
        Slice(
          rows: .init(begin: 1, count: 3, stride: 2), columns: .init(begin: 2, count: 5),
          channels: .init(begin: 1, count: 2, stride: 3))))
    builder.add("transpose", .transpose(Transpose(order: [2, 0, 1])))
    builder.add("nearest", .resizeNearest(ResizeNearest(Resampling(size: Size(height: 5, width: 2)))))
    builder.add("bilinear", .resizeBilinear(ResizeBilinear(Resampling(size: Size(height: 3, width: 4)))))
    builder.add(
      "up",
      .transposedConvolution(
        TransposedConvolution(
          inputChannels: try builder.shape().channels, outputChannels: 3, kernel: Size(3), stride: Size(2),
          padding: ResolvedPadding(top: 1, bottom: 1, left: 0, right: 1),
          outputPadding: Size(height: 1, width: 0))))
    builder.add("tall", .concatenate(Concatenate(axis: .rows)), from: ["up", "up"])
    return try QuantizedGraph.random(like: builder.build(seed: 5), seed: 6)
  }

  /// A picture and measurements that meet, and three outputs: logits of named classes with a rule for none of them, plain
  /// values, and a value from the middle of the network.
  public static func severalValues() throws -> QuantizedGraph {
    var builder = GraphBuilder(name: "several", inputShape: [6, 5, 3], preprocessing: .photograph)
    try builder.convolution("features", channels: 4, kernel: 3)
    builder.add("relu", .relu(ReLU()))
    builder.output("map", meaning: .values)
    builder.add("mean", .globalAveragePool(GlobalAveragePool()))
    builder.input("measured", shape: [5])
    try builder.dense("reduced", features: 4)
    builder.add("difference", .subtract(Subtract()), from: ["mean", "reduced"])
    builder.add("joined", .concatenate(Concatenate()), from: ["mean", "difference"])
    try builder.dense("kind", features: 3)
    builder.output("kind", meaning: .logits, classNames: ["cloud", "rain", "snow"])
    builder.add("squashed", .tanh(Tanh()), from: ["joined"])
    try builder.dense("amount", features: 2)
    builder.output("amount", meaning: .values)
    var graph = try QuantizedGraph.random(like: builder.build(seed: 7), seed: 8)
    // The classifier comes first, though its value is not the last.
    graph.outputs.swapAt(0, 1)
    graph.outputs[0].unknownRule = .margin(20)
    return graph
  }

  /// A running mean of vectors, kept as state: `mean' = 7/8 · mean + 1/8 · x`.
  /// - Parameter initial: the integers that the mean starts with, six; zeros where there are none.
  public static func runningMean(startingWith initial: [Int32]? = nil) -> QuantizedGraph {
    let mean = QuantizationParameters(scale: 1.0 / 32, zeroPoint: 5)
    func multiplied(_ name: String, by share: Int8, _ input: String) -> QuantizedNode {
      let constant = QuantizedOperand(
        values: [share], quantization: QuantizationParameters(scale: 1.0 / 128, zeroPoint: 0))
      return QuantizedNode(
        name: name, operation: .multiply(Multiply(constant: ConstantOperand(shape: [1]))), inputs: [input],
        output: QuantizationParameters(scale: 1.0 / 40, zeroPoint: 0), operand: constant)
    }
    return QuantizedGraph(
      name: "running mean",
      inputs: [
        QuantizedInput(
          name: "x", shape: [6], quantization: QuantizationParameters(scale: 1.0 / 30, zeroPoint: -3))
      ],
      outputs: [QuantizedOutput(name: "mean", node: "sum", meaning: .values)],
      states: [
        QuantizedState(name: "mean", shape: [6], quantization: mean, initial: initial, update: "sum")
      ],
      nodes: [
        multiplied("kept", by: 112, "mean"), multiplied("added", by: 16, "x"),
        QuantizedNode(name: "sum", operation: .add(Add()), inputs: ["kept", "added"], output: mean),
      ])
  }
}

extension SampleGraphs {
  /// An embedding of six features, the rectified input, for classes to be enrolled over.
  public static func embedding() -> QuantizedGraph {
    var graph = QuantizedGraph(
      name: "embedding", inputShape: [6], input: QuantizationParameters(scale: 0.1, zeroPoint: 5),
      preprocessing: nil, classNames: [], nodes: [])
    graph.nodes = [
      QuantizedNode(
        name: "rectified", operation: .relu(ReLU()), inputs: [graph.inputName], output: graph.input)
    ]
    graph.outputs = [QuantizedOutput(name: "embedding", node: "rectified", meaning: .values)]
    return graph
  }

  /// The embedding with room for four classes.
  public static func enrollment(_ form: FileForm) throws -> [UInt8] {
    try Exporter.export(
      embedding(), form: form, enrollment: Enrollment(embedding: "embedding", capacity: 4, factor: 0.004))
  }

  /// Three classes, by the means of their embeddings.
  public static let enrolledClasses = [
    EnrolledClass(name: "eins", mean: [90, 3, 0, 0, 10, 0]),
    EnrolledClass(name: "zwei", mean: [0, 0, 70, 60, 0, 1]),
    EnrolledClass(name: "drei", mean: [5, 80, 0, 2, 0, 90]),
  ]

  /// The file with the three classes behind it.
  public static func enrolled(_ form: FileForm) throws -> [UInt8] {
    try enrolledClasses.reduce(try enrollment(form)) { $0 + (try $1.bytes()) }
  }
}
