import ApusGraph

extension Operation {
  /// The layer that carries out the operation on a part of the batch.
  func layer(in context: LayerContext) throws(EngineError) -> any Layer {
    switch self {
    case .convolution(let body): try ConvolutionLayer(ConvolutionShape(body), in: context)
    case .depthwiseConvolution(let body): try ConvolutionLayer(ConvolutionShape(body), in: context)
    case .dense(let body): try DenseLayer(body, in: context)
    case .batchNormalization: preconditionFailure("normalizations are planned by themselves")
    case .maxPool(let body): try PoolLayer(.maximum, body.window, in: context)
    case .averagePool(let body): try PoolLayer(.average, body.window, in: context)
    case .globalAveragePool: GlobalAveragePoolLayer(in: context)
    case .relu(let body): RectifierLayer(body.rectification, in: context)
    case .relu6(let body): RectifierLayer(body.rectification, in: context)
    case .leakyReLU(let body): RectifierLayer(body.rectification, in: context)
    case .sigmoid: ElementwiseLayer(Sigmoid.self, in: context)
    case .tanh: ElementwiseLayer(Tanh.self, in: context)
    case .hardSwish: ElementwiseLayer(HardSwish.self, in: context)
    case .add(let body):
      context.inputs.count == 2 && context.inputs[0].shape == context.inputs[1].shape
        ? AddLayer(in: context) : ElementwisePairLayer(body, .sum, in: context)
    case .subtract(let body): ElementwisePairLayer(body, .difference, in: context)
    case .multiply(let body): ElementwisePairLayer(body, .product, in: context)
    case .maximum(let body): ElementwisePairLayer(body, .maximum, in: context)
    case .minimum(let body): ElementwisePairLayer(body, .minimum, in: context)
    case .concatenate(let body): ConcatenateLayer(body, in: context)
    case .pad(let body): PadLayer(body, in: context)
    case .flatten, .reshape: ViewLayer(in: context)
    case .dropout(let body):
      context.mode == .training ? DropoutLayer(body, in: context) : ViewLayer(in: context)
    case .softmax: try SoftmaxLayer(in: context)
    case .slice(let body): RearrangementLayer(body, in: context)
    case .transpose(let body): RearrangementLayer(body, in: context)
    case .resizeNearest(let body): RearrangementLayer(body, in: context)
    case .resizeBilinear(let body): ResizeBilinearLayer(body, in: context)
    case .transposedConvolution(let body): try WeightedLayer(body, in: context)
    case .argMax: ArgMaxLayer(in: context)
    case .function(let body): FunctionLayer(body, in: context)
    case .prelu(let body): try PReLULayer(body, in: context)
    case .divide(let body): ElementwisePairLayer(body, .quotient, in: context)
    case .squaredDifference(let body): ElementwisePairLayer(body, .squaredDifference, in: context)
    case .reduce(let body): ReduceLayer(body, in: context)
    case .matrixProduct(let body): MatrixProductLayer(body, in: context)
    case .logSoftmax: LogSoftmaxLayer(in: context)
    case .gather(let body): RearrangementLayer(body, in: context)
    case .l2Normalization: L2NormalizationLayer(in: context)
    case .lstm(let body): try LSTMLayer(body, in: context)
    case .gru(let body): try GRULayer(body, in: context)
    case .simpleRNN(let body): try SimpleRNNLayer(body, in: context)
    case .svdf(let body): try SVDFLayer(body, in: context)
    case .embedding(let body): try EmbeddingLayer(body, in: context)
    }
  }

  /// Whether the output's memory is the input's.
  func isView(_ mode: Engine.Mode) -> Bool { body.isView(whileTraining: mode == .training) }

  /// Whether an input's gradient may be the output's memory: it is the same and is not written to.
  func passesGradient(_ mode: Engine.Mode) -> Bool {
    if case .add = self { return true }
    return isView(mode)
  }
}
