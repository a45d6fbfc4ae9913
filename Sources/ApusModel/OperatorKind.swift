/// What an operator computes. The raw values are those in files.
public enum OperatorKind: UInt8, Sendable {
  /// Two-dimensional convolution, possibly grouped or dilated.
  case convolution = 1
  /// Each channel convolved by its own kernels.
  case depthwiseConvolution = 2
  /// Fully connected layer.
  case dense = 3
  /// Maximum over windows.
  case maxPool = 4
  /// Mean over windows, elements outside the input not counted.
  case averagePool = 5
  /// Mean over all rows and columns.
  case globalAveragePool = 6
  /// Element-wise sum of two operands.
  case add = 7
  /// Another scale, zero point or clamp for the same real numbers; ReLU and ReLU6 where they are not fused.
  case rescale = 8
  /// `x < 0 ? slope · x : x`
  case leakyReLU = 9
  /// `exp(x) / Σ exp(x)` over the channels of each position.
  case softmax = 10
  /// Values joined along the channels.
  case concatenate = 11
  /// A border of zeros.
  case pad = 12
  /// The same bytes under other extents; nothing is computed.
  case view = 13
  /// Element-wise product of two operands.
  case multiply = 14
  /// Element-wise difference of two operands.
  case subtract = 15
  /// A function of one int8, as a table.
  case lookup = 16
  /// A convolution run backwards.
  case transposedConvolution = 17
  /// A feature map of other rows and columns, copies of the nearest ones.
  case resizeNearest = 18
  /// A feature map of other rows and columns, means of the nearest ones.
  case resizeBilinear = 19
  /// A box cut out of a value.
  case slice = 20
  /// Rows, columns and channels in another order.
  case transpose = 21
  /// Element-wise maximum of two operands.
  case maximum = 22
  /// Element-wise minimum of two operands.
  case minimum = 23
  /// Other elements, another scale or zero point for the same real numbers, with int16 on one side or both.
  case requantize = 24
  /// Element-wise sum of two int16 values.
  case wideAdd = 25
  /// The index of the largest channel.
  case argMax = 26
  /// Fully connected layer whose rows were appended to the file.
  case enrolled = 27
  /// Sum or mean of all elements along some axes.
  case reduceSum = 28
  /// Largest element along some axes.
  case reduceMaximum = 29
  /// Smallest element along some axes.
  case reduceMinimum = 30
  /// Element-wise quotient of two operands.
  case divide = 31
  /// Element-wise square of the difference of two operands.
  case squaredDifference = 32
  /// `x < 0 ? slope · x : x`, with a slope for each element, channel or other part of the value.
  case prelu = 33
  /// Product of two values as matrices.
  case matrixProduct = 34
  /// Logarithm of the softmax over the channels of each position.
  case logSoftmax = 35
  /// The channels of each position as a vector of length 1.
  case l2Normalization = 36
  /// Rows, columns or channels picked by their indices.
  case gather = 37
  /// Zeros, as memory for an operator of several steps.
  case zeros = 48
  /// Long short-term memory.
  case lstm = 49
  /// A gated recurrent unit.
  case gru = 50
  /// A recurrent layer without gates.
  case simpleRNN = 51
  /// Filters over features and over the last steps.
  case svdf = 52
  /// Convolution over elements or with weights of 16 bits.
  case wideConvolution = 38
  /// Rows of a table by their indices.
  case embedding = 39
  /// A convolution of int16 run backwards.
  case wideTransposedConvolution = 40
  /// `x < 0 ? slope · x : x`, of int16.
  case wideLeakyReLU = 41
  /// Element-wise difference of two int16 values.
  case wideSubtract = 42
  /// Element-wise product of two int16 values.
  case wideMultiply = 43

  /// Maximum over windows, of int16.
  case wideMaxPool = 44
  /// Mean over windows, of int16.
  case wideAveragePool = 45
  /// `1 / (1 + exp(−x))`, of int16.
  case wideSigmoid = 46
  /// The hyperbolic tangent, of int16.
  case wideTanh = 47
  /// Sum or mean of all elements along some axes, of int16.
  case wideReduceSum = 53
  /// Element-wise maximum of two int16 values.
  case wideMaximum = 54
  /// Element-wise minimum of two int16 values.
  case wideMinimum = 55
  /// `exp(x) / Σ exp(x)` over the channels of each position, of int16.
  case wideSoftmax = 56

  /// Whether its records fix the scale of what they make, so that every form tells it.
  package var fixesScale: Bool {
    switch self {
    case .softmax, .logSoftmax, .l2Normalization: true
    case .convolution, .depthwiseConvolution, .dense, .maxPool, .averagePool, .globalAveragePool, .add,
      .rescale,
      .leakyReLU, .concatenate, .pad, .view, .multiply, .subtract, .lookup, .transposedConvolution,
      .resizeNearest, .resizeBilinear, .slice, .transpose, .maximum, .minimum, .requantize, .wideAdd, .argMax,
      .enrolled, .reduceSum, .reduceMaximum, .reduceMinimum, .divide, .squaredDifference, .prelu,
      .matrixProduct, .gather, .zeros, .lstm, .gru, .simpleRNN, .svdf,
      .wideConvolution, .embedding, .wideTransposedConvolution, .wideLeakyReLU,
      .wideSubtract, .wideMultiply, .wideMaxPool, .wideAveragePool, .wideSigmoid, .wideTanh, .wideReduceSum,
      .wideMaximum, .wideMinimum, .wideSoftmax:
      false
    }
  }

  #if !hasFeature(Embedded)
    /// The name in reports: `convolution`.
    public var name: String { "\(self)" }
  #endif
}

extension OperatorKind {
  /// Asks something of this kind: the one place that says which record each kind has. Kinds that the build does not hold
  /// leave nothing in its code.
  @inline(__always)
  package func visit<Visitor: RecordVisitor>(
    _ visitor: Visitor
  ) throws(Visitor.Failure) -> Visitor.Answer {
    switch self {
    case .convolution: try Self.visit(ConvolutionRecord.self, visitor)
    case .depthwiseConvolution: try Self.visit(DepthwiseConvolutionRecord.self, visitor)
    case .dense: try Self.visit(DenseRecord.self, visitor)
    case .maxPool: try Self.visit(MaxPoolRecord.self, visitor)
    case .averagePool: try Self.visit(AveragePoolRecord.self, visitor)
    case .globalAveragePool: try Self.visit(GlobalAveragePoolRecord.self, visitor)
    case .add: try Self.visit(AddRecord.self, visitor)
    case .rescale: try Self.visit(RescaleRecord.self, visitor)
    case .leakyReLU: try Self.visit(LeakyReLURecord.self, visitor)
    case .softmax: try Self.visit(SoftmaxRecord.self, visitor)
    case .concatenate: try Self.visit(ConcatenateRecord.self, visitor)
    case .pad: try Self.visit(PadRecord.self, visitor)
    case .view: try Self.visit(ViewRecord.self, visitor)
    case .multiply: try Self.visit(MultiplyRecord.self, visitor)
    case .subtract: try Self.visit(SubtractRecord.self, visitor)
    case .lookup: try Self.visit(LookupRecord.self, visitor)
    case .transposedConvolution: try Self.visit(TransposedConvolutionRecord.self, visitor)
    case .resizeNearest: try Self.visit(ResizeNearestRecord.self, visitor)
    case .resizeBilinear: try Self.visit(ResizeBilinearRecord.self, visitor)
    case .slice: try Self.visit(SliceRecord.self, visitor)
    case .transpose: try Self.visit(TransposeRecord.self, visitor)
    case .maximum: try Self.visit(MaximumRecord.self, visitor)
    case .minimum: try Self.visit(MinimumRecord.self, visitor)
    case .requantize: try Self.visit(RequantizeRecord.self, visitor)
    case .wideAdd: try Self.visit(WideAddRecord.self, visitor)
    case .argMax: try Self.visit(ArgMaxRecord.self, visitor)
    case .enrolled: try Self.visit(EnrolledRecord.self, visitor)
    case .reduceSum: try Self.visit(ReduceSumRecord.self, visitor)
    case .reduceMaximum: try Self.visit(ReduceMaximumRecord.self, visitor)
    case .reduceMinimum: try Self.visit(ReduceMinimumRecord.self, visitor)
    case .divide: try Self.visit(DivideRecord.self, visitor)
    case .squaredDifference: try Self.visit(SquaredDifferenceRecord.self, visitor)
    case .prelu: try Self.visit(PReLURecord.self, visitor)
    case .matrixProduct: try Self.visit(MatrixProductRecord.self, visitor)
    case .logSoftmax: try Self.visit(LogSoftmaxRecord.self, visitor)
    case .l2Normalization: try Self.visit(L2NormalizationRecord.self, visitor)
    case .gather: try Self.visit(GatherRecord.self, visitor)
    case .zeros: try Self.visit(ZerosRecord.self, visitor)
    case .lstm: try Self.visit(LSTMRecord.self, visitor)
    case .gru: try Self.visit(GRURecord.self, visitor)
    case .simpleRNN: try Self.visit(SimpleRNNRecord.self, visitor)
    case .svdf: try Self.visit(SVDFRecord.self, visitor)
    case .wideConvolution: try Self.visit(WideConvolutionRecord.self, visitor)
    case .embedding: try Self.visit(EmbeddingRecord.self, visitor)
    case .wideTransposedConvolution: try Self.visit(WideTransposedConvolutionRecord.self, visitor)
    case .wideLeakyReLU: try Self.visit(WideLeakyReLURecord.self, visitor)
    case .wideSubtract: try Self.visit(WideSubtractRecord.self, visitor)
    case .wideMultiply: try Self.visit(WideMultiplyRecord.self, visitor)
    case .wideMaxPool: try Self.visit(WideMaxPoolRecord.self, visitor)
    case .wideAveragePool: try Self.visit(WideAveragePoolRecord.self, visitor)
    case .wideSigmoid: try Self.visit(WideSigmoidRecord.self, visitor)
    case .wideTanh: try Self.visit(WideTanhRecord.self, visitor)
    case .wideReduceSum: try Self.visit(WideReduceSumRecord.self, visitor)
    case .wideMaximum: try Self.visit(WideMaximumRecord.self, visitor)
    case .wideMinimum: try Self.visit(WideMinimumRecord.self, visitor)
    case .wideSoftmax: try Self.visit(WideSoftmaxRecord.self, visitor)
    }
  }

  /// Whether its records have a window.
  @inline(__always)
  package var hasWindow: Bool { visit(HavingWindow()) }

  @inline(__always)
  private static func visit<Body: RecordBody, Visitor: RecordVisitor>(
    _ body: Body.Type, _ visitor: Visitor
  ) throws(Visitor.Failure) -> Visitor.Answer {
    isBuiltIn(Body.kind) ? try visitor.visit(body) : visitor.withoutBody
  }
}

private struct HavingWindow: RecordVisitor {
  var withoutBody: Bool { false }

  @inline(__always)
  func visit<Body: RecordBody>(_ body: Body.Type) -> Bool { Body.hasWindow }
}
