import ApusGraph

extension Operation {
  /// The layer that carries out the operation on a part of the batch.
  func layer(at site: Site) throws(EngineError) -> any Layer {
    switch self {
    case .convolution(let body): try ConvolutionLayer(ConvolutionShape(body), at: site)
    case .depthwiseConvolution(let body): try ConvolutionLayer(ConvolutionShape(body), at: site)
    case .dense(let body): try WeightedLayer(body, at: site)
    case .batchNormalization: preconditionFailure("normalizations are planned by themselves")
    case .maxPool(let body): try PoolLayer(.maximum, body.window, at: site)
    case .averagePool(let body): try PoolLayer(.average, body.window, at: site)
    case .globalAveragePool: GlobalAveragePoolLayer(at: site)
    case .relu(let body): RectifierLayer(body.rectification, at: site)
    case .relu6(let body): RectifierLayer(body.rectification, at: site)
    case .leakyReLU(let body): RectifierLayer(body.rectification, at: site)
    case .sigmoid: ElementwiseLayer(Sigmoid.self, at: site)
    case .tanh: ElementwiseLayer(Tanh.self, at: site)
    case .hardSwish: ElementwiseLayer(HardSwish.self, at: site)
    case .add(let body):
      site.inputs.count == 2 && site.inputs[0].shape == site.inputs[1].shape
        ? AddLayer(at: site) : ElementwisePairLayer(body, .sum, at: site)
    case .subtract(let body): ElementwisePairLayer(body, .difference, at: site)
    case .multiply(let body): ElementwisePairLayer(body, .product, at: site)
    case .maximum(let body): ElementwisePairLayer(body, .maximum, at: site)
    case .minimum(let body): ElementwisePairLayer(body, .minimum, at: site)
    case .concatenate(let body): ConcatenateLayer(body, at: site)
    case .pad(let body): PadLayer(body, at: site)
    case .flatten, .reshape: ViewLayer(at: site)
    case .dropout(let body): site.mode == .training ? DropoutLayer(body, at: site) : ViewLayer(at: site)
    case .softmax: try SoftmaxLayer(at: site)
    case .slice(let body): RearrangementLayer(body, at: site)
    case .transpose(let body): RearrangementLayer(body, at: site)
    case .resizeNearest(let body): RearrangementLayer(body, at: site)
    case .resizeBilinear(let body): ResizeBilinearLayer(body, at: site)
    case .transposedConvolution(let body): try WeightedLayer(body, at: site)
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
