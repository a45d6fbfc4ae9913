import ApusGraph
import ApusModel

/// An operator of a file as a node of a quantized graph has it.
struct RaisedOperator {
  var operation: Operation
  var activation = FusedActivation.none
  var weights: QuantizedWeights?
  var bias: [Int32]?
  var wideBias: [Int64]?
  var operand: QuantizedOperand?
  var recurrence: QuantizedRecurrence?
  var filters: QuantizedFilters?

  /// - Parameters:
  ///   - each: the operator.
  ///   - inputs: the values that it takes.
  ///   - keepsState: whether a layer of several steps remembers in states of the network.
  /// - Throws: `notRead` where nothing is written as it.
  init(_ each: LoweredOperator, inputs: [LoweredValue], keepsState: Bool) throws(ExporterError) {
    let (input, output) = (inputs[0], each.output)
    operation = .flatten(Flatten())
    if each.kind != .rescale { activation = try each.activation }
    switch each.kind {
    case .convolution:
      let body = Convolution(
        inputChannels: input.channels, outputChannels: output.channels, window: each.window(input),
        groups: each.size16(Layout.Record.groups))
      do throws(ExporterError) {
        // Of a sequence, and where one scale was multiplied in float, it is a dense layer at each position.
        guard input.rank == 3 else { throw .notRead(node: each.name) }
        try take(body, each, scale: { Double(input.quantization.scale) * Double($0) })
      } catch {
        guard body.window.kernel.area == 1, body.groups == 1 else { throw error }
        try takeDense(each, input)
      }
    case .depthwiseConvolution:
      let body = DepthwiseConvolution(
        channels: input.channels, multiplier: output.channels / input.channels, window: each.window(input))
      try take(body, each, scale: { Double(input.quantization.scale) * Double($0) })
    case .dense: try takeDense(each, input)
    case .transposedConvolution:
      try take(
        each.transposedConvolution(input), each, scale: { Double(input.quantization.scale) * Double($0) })
    case .maxPool, .wideMaxPool: operation = .maxPool(MaxPool(window: each.window(input)))
    case .averagePool, .wideAveragePool: operation = .averagePool(AveragePool(window: each.window(input)))
    case .globalAveragePool:
      operation =
        output.rank == 1
        ? .globalAveragePool(GlobalAveragePool())
        : .reduce(Reduce(kind: .mean, axes: [0, 1], keepsAxes: true))
    case .reduceSum, .wideReduceSum, .reduceMaximum, .reduceMinimum:
      operation = .reduce(each.reduction(input))
    case .divide: try take(each, inputs) { .divide(Divide(constant: $0)) }
    case .squaredDifference: try take(each, inputs) { .squaredDifference(SquaredDifference(constant: $0)) }
    case .prelu: try take(each, inputs) { .prelu(PReLU(shape: $0?.shape ?? [1])) }
    case .matrixProduct:
      let bits = each.record.bytes[Layout.behindFactor]
      operation = .matrixProduct(
        MatrixProduct(
          transposesFirst: bits & Layout.MatrixProduct.transposesFirst != 0,
          transposesSecond: bits & Layout.MatrixProduct.transposesSecond != 0))
    case .logSoftmax: operation = .logSoftmax(LogSoftmax())
    case .l2Normalization: operation = .l2Normalization(L2Normalization())
    case .gather: operation = .gather(try each.gathering)
    case .add, .wideAdd: try take(each, inputs) { .add(Add(constant: $0)) }
    case .subtract, .wideSubtract: try take(each, inputs) { .subtract(Subtract(constant: $0)) }
    case .multiply, .wideMultiply: try take(each, inputs) { .multiply(Multiply(constant: $0)) }
    case .maximum, .wideMaximum: try take(each, inputs) { .maximum(Maximum(constant: $0)) }
    case .minimum, .wideMinimum: try take(each, inputs) { .minimum(Minimum(constant: $0)) }
    case .rescale:
      let activation = try each.activation
      operation = activation == .relu6 ? .relu6(ReLU6()) : .relu(ReLU())
      guard activation != .none || output.quantization.zeroPoint == -128 else {
        throw .notRead(node: each.name)
      }
    case .leakyReLU: operation = .leakyReLU(LeakyReLU(slope: try each.slope(input)))
    case .wideSigmoid: operation = .sigmoid(Sigmoid())
    case .wideTanh: operation = .tanh(Tanh())
    case .softmax, .wideSoftmax: operation = .softmax(Softmax())
    case .concatenate: operation = .concatenate(Concatenate(axis: try each.axis))
    case .pad: operation = .pad(each.border(input))
    case .view:
      operation = output.rank == 1 ? .flatten(Flatten()) : .reshape(Reshape(shape: output.shape))
    case .lookup: operation = try each.function(input)
    case .resizeNearest: operation = .resizeNearest(ResizeNearest(each.resampling))
    case .resizeBilinear: operation = .resizeBilinear(ResizeBilinear(each.resampling))
    case .slice: operation = .slice(each.slice)
    case .transpose: operation = .transpose(each.transposition)
    case .argMax: operation = .argMax(ArgMax())
    case .lstm, .gru, .simpleRNN: try takeRecurrence(each, input, keepsState: keepsState)
    case .svdf: try takeFilters(each, input, memory: inputs[1], keepsState: keepsState)
    case .wideConvolution: try takeWideLayer(each, input)
    case .wideTransposedConvolution:
      let body = each.transposedConvolution(input)
      let taps = body.kernel.area * input.channels
      try takeWide(body, each, input, taps: taps) { $0 * taps + $1 }
    case .wideLeakyReLU:
      let slope = try each.slope(input)
      // A rectifier of int16 is one that lets nothing through, which its clamp tells.
      operation = slope == 0 && activation == .relu ? .relu(ReLU()) : .leakyReLU(LeakyReLU(slope: slope))
      activation = .none
    case .embedding:
      guard case .plain(let table) = each.constants else { throw .notRead(node: each.name) }
      operation = .embedding(
        Embedding(count: each.size32(Layout.Embedding.rows), features: output.channels))
      operand = QuantizedOperand(
        values: table.map { Int8(bitPattern: $0) }, quantization: output.quantization)
    case .requantize, .enrolled, .zeros: throw .notRead(node: each.name)
    }
  }

  /// Takes a layer with its weights.
  private mutating func take(
    _ body: some WeightedOperation, _ each: LoweredOperator, isPerTensor: Bool = false,
    scale: (Float) -> Double
  ) throws(ExporterError) {
    guard case .channels(let channels) = each.constants else { throw .notRead(node: each.name) }
    operation = body.operation
    bias = channels.bias
    weights = QuantizedWeights(
      shape: body.parameters[0].shape, values: channels.weights,
      scales: try each.weightScales(channels.factors, isPerTensor: isPerTensor, scale: scale))
  }

  /// Takes a dense layer. As in `Dense.lower`, one scale for all outputs is multiplied in float.
  private mutating func takeDense(_ each: LoweredOperator, _ input: LoweredValue) throws(ExporterError) {
    let body = Dense(inputFeatures: input.channels, outputFeatures: each.output.channels)
    do throws(ExporterError) {
      try take(body, each, isPerTensor: true, scale: { Double(input.quantization.scale * $0) })
    } catch {
      try take(body, each, scale: { Double(input.quantization.scale) * Double($0) })
    }
  }

  /// Takes a combination of two values, or of a value and a constant.
  private mutating func take(
    _ each: LoweredOperator, _ inputs: [LoweredValue], _ make: (ConstantOperand?) -> Operation
  ) throws(ExporterError) {
    guard case .plain(let bytes) = each.constants else {
      operation = make(nil)
      return
    }
    let isFirst = each.record.bytes[Layout.Pair.constant] == Layout.Pair.firstIsConstant
    operation = make(ConstantOperand(shape: each.constantShape, isFirst: isFirst))
    operand = QuantizedOperand(
      values: bytes.map { Int8(bitPattern: $0) },
      quantization: QuantizationParameters(
        scale: try each.constantScale(inputs[0], isFirst: isFirst),
        zeroPoint: Int(Int8(bitPattern: each.record.bytes[Layout.Pair.zeroPoint]))))
  }
}
