import ApusModel

/// Something that is done with an operator, whatever its kind.
protocol KernelVisitor {
  mutating func visit<K: Kernel>(_ kernel: K)
}

extension Model {
  /// Hands an operator to a visitor: the one place that says which kernel each kind has. Every back end goes through it.
  /// All is decided when it is compiled, for each visitor anew, so that neither kernels that a visitor does not call nor
  /// kinds that the build does not hold (`builtInOperators`) leave anything in a firmware.
  @inline(__always)
  func dispatch<Visitor: KernelVisitor>(_ record: OperatorRecord, to visitor: inout Visitor) {
    switch record.kind {
    case .convolution: visit(ConvolutionRecord.self, of: record, &visitor)
    case .depthwiseConvolution: visit(DepthwiseConvolutionRecord.self, of: record, &visitor)
    case .dense: visit(DenseRecord.self, of: record, &visitor)
    case .maxPool: visit(MaxPoolRecord.self, of: record, &visitor)
    case .averagePool: visit(AveragePoolRecord.self, of: record, &visitor)
    case .globalAveragePool: visit(GlobalAveragePoolRecord.self, of: record, &visitor)
    case .add: visit(AddRecord.self, of: record, &visitor)
    case .rescale: visit(RescaleRecord.self, of: record, &visitor)
    case .leakyReLU: visit(LeakyReLURecord.self, of: record, &visitor)
    case .softmax: visit(SoftmaxRecord.self, of: record, &visitor)
    case .concatenate: visit(ConcatenateRecord.self, of: record, &visitor)
    case .pad: visit(PadRecord.self, of: record, &visitor)
    case .view: visit(ViewRecord.self, of: record, &visitor)
    case .multiply: visit(MultiplyRecord.self, of: record, &visitor)
    case .subtract: visit(SubtractRecord.self, of: record, &visitor)
    case .lookup: visit(LookupRecord.self, of: record, &visitor)
    case .transposedConvolution: visit(TransposedConvolutionRecord.self, of: record, &visitor)
    case .resizeNearest: visit(ResizeNearestRecord.self, of: record, &visitor)
    case .resizeBilinear: visit(ResizeBilinearRecord.self, of: record, &visitor)
    case .slice: visit(SliceRecord.self, of: record, &visitor)
    case .transpose: visit(TransposeRecord.self, of: record, &visitor)
    case .maximum: visit(MaximumRecord.self, of: record, &visitor)
    case .minimum: visit(MinimumRecord.self, of: record, &visitor)
    case .requantize: visit(RequantizeRecord.self, of: record, &visitor)
    case .wideAdd: visit(WideAddRecord.self, of: record, &visitor)
    case .argMax: visit(ArgMaxRecord.self, of: record, &visitor)
    case .enrolled: visit(EnrolledRecord.self, of: record, &visitor)
    case .reduceSum: visit(ReduceSumRecord.self, of: record, &visitor)
    case .reduceMaximum: visit(ReduceMaximumRecord.self, of: record, &visitor)
    case .reduceMinimum: visit(ReduceMinimumRecord.self, of: record, &visitor)
    case .divide: visit(DivideRecord.self, of: record, &visitor)
    case .squaredDifference: visit(SquaredDifferenceRecord.self, of: record, &visitor)
    case .prelu: visit(PReLURecord.self, of: record, &visitor)
    case .matrixProduct: visit(MatrixProductRecord.self, of: record, &visitor)
    case .logSoftmax: visit(LogSoftmaxRecord.self, of: record, &visitor)
    case .l2Normalization: visit(L2NormalizationRecord.self, of: record, &visitor)
    case .gather: visit(GatherRecord.self, of: record, &visitor)
    case .zeros: visit(ZerosRecord.self, of: record, &visitor)
    case .lstm: visit(LSTMRecord.self, of: record, &visitor)
    case .gru: visit(GRURecord.self, of: record, &visitor)
    case .simpleRNN: visit(SimpleRNNRecord.self, of: record, &visitor)
    case .svdf: visit(SVDFRecord.self, of: record, &visitor)
    case .wideConvolution: visit(WideConvolutionRecord.self, of: record, &visitor)
    case .embedding: visit(EmbeddingRecord.self, of: record, &visitor)
    case .wideTransposedConvolution: visit(WideTransposedConvolutionRecord.self, of: record, &visitor)
    case .wideLeakyReLU: visit(WideLeakyReLURecord.self, of: record, &visitor)
    case .wideSubtract: visit(WideSubtractRecord.self, of: record, &visitor)
    case .wideMultiply: visit(WideMultiplyRecord.self, of: record, &visitor)
    case .wideMaxPool: visit(WideMaxPoolRecord.self, of: record, &visitor)
    case .wideAveragePool: visit(WideAveragePoolRecord.self, of: record, &visitor)
    case .wideSigmoid: visit(WideSigmoidRecord.self, of: record, &visitor)
    case .wideTanh: visit(WideTanhRecord.self, of: record, &visitor)
    case .wideReduceSum: visit(WideReduceSumRecord.self, of: record, &visitor)
    case .wideMaximum: visit(WideMaximumRecord.self, of: record, &visitor)
    case .wideMinimum: visit(WideMinimumRecord.self, of: record, &visitor)
    case .wideSoftmax: visit(WideSoftmaxRecord.self, of: record, &visitor)
    }
  }

  @inline(__always)
  private func visit<K: Kernel, Visitor: KernelVisitor>(
    _ kernel: K.Type, of record: OperatorRecord, _ visitor: inout Visitor
  ) {
    if isBuiltIn(K.kind) { visitor.visit(K(record, in: self)) }
  }
}

/// Executes an operator with a back end.
struct Execution<Chosen: BackEnd>: KernelVisitor {
  let record: OperatorRecord
  let model: Model
  let arena: UnsafeMutablePointer<Int8>

  @inline(__always)
  func visit<K: Kernel>(_ kernel: K) {
    // Nothing is written to the scratch memory of an operator that needs none.
    let place =
      Chosen.scratchBytes(for: kernel) == nil ? 0 : model.scratchOffset(for: record, with: Chosen.self)
    Chosen.run(kernel, in: arena, scratch: UnsafeMutableRawPointer(arena + place))
  }
}

/// Finds how many bytes of scratch memory an operator needs with a back end.
struct ScratchMeasurement<Chosen: BackEnd>: KernelVisitor {
  private(set) var count = 0

  @inline(__always)
  mutating func visit<K: Kernel>(_ kernel: K) { count = Chosen.scratchBytes(for: kernel) ?? 0 }
}
