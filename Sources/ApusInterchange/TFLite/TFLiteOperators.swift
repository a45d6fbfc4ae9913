import ApusGraph

extension TFLiteImporter {
  /// Adds an operator that depends on the network's inputs.
  mutating func add(_ step: TFLiteOperator, _ builtin: TFLiteBuiltinOperator) throws(TFLiteError) {
    switch builtin {
    case .add: try pair(step, TFLiteOptions.Kind.add) { .add(Add(constant: $0)) }
    case .subtract: try pair(step, TFLiteOptions.Kind.subtract) { .subtract(Subtract(constant: $0)) }
    case .multiply: try pair(step, TFLiteOptions.Kind.multiply) { .multiply(Multiply(constant: $0)) }
    case .divide: try pair(step, TFLiteOptions.Kind.divide) { .divide(Divide(constant: $0)) }
    case .maximum: try pair(step) { .maximum(Maximum(constant: $0)) }
    case .minimum: try pair(step) { .minimum(Minimum(constant: $0)) }
    case .squaredDifference: try pair(step) { .squaredDifference(SquaredDifference(constant: $0)) }
    case .addN: try sumOfAll(step)
    case .sequenceLSTM: try sequenceLSTM(step)
    case .singularValueFilters: try singularValueFilters(step)
    case .power: try power(step)

    case .relu: try elementwise(step, .relu(ReLU()))
    case .relu6: try relu6(step)
    case .leakyReLU: try leakyReLU(step)
    case .prelu: try prelu(step)
    case .logistic: try elementwise(step, .sigmoid(Sigmoid()))
    case .tanh: try elementwise(step, .tanh(Tanh()))
    case .hardSwish: try elementwise(step, .hardSwish(HardSwish()))
    case .gelu: try gelu(step)
    case .reluN1To1: try function(step, .clip(low: -1, high: 1))
    case .reluZeroToOne: try function(step, .clip(low: 0, high: 1))
    case .elu: try function(step, .elu(alpha: 1))
    case .absolute: try function(step, .absolute)
    case .negative: try function(step, .negative)
    case .exponential: try function(step, .exponential)
    case .logarithm: try function(step, .logarithm)
    case .squareRoot: try function(step, .squareRoot)
    case .reciprocalSquareRoot: try function(step, .reciprocalSquareRoot)
    case .square: try function(step, .square)
    case .floor: try function(step, .floor)
    case .ceiling: try function(step, .ceiling)
    case .round: try function(step, .round)
    case .sign: try function(step, .sign)
    case .sine: try function(step, .sine)
    case .cosine: try function(step, .cosine)

    case .softmax: try softmax(step)
    case .logSoftmax: try elementwise(step, .logSoftmax(LogSoftmax()))
    case .l2Normalization: try l2Normalization(step)
    case .mean: try reduction(step, .mean)
    case .sum: try reduction(step, .sum)
    case .reduceMaximum: try reduction(step, .maximum)
    case .reduceMinimum: try reduction(step, .minimum)
    case .reduceProduct: try reduction(step, .product)
    case .argMax: try argMax(step)

    case .convolution2D: try convolution(step)
    case .depthwiseConvolution2D: try depthwiseConvolution(step)
    case .transposedConvolution: try transposedConvolution(step)
    case .fullyConnected: try dense(step)
    case .batchMatrixProduct: try batchMatrixProduct(step)
    case .averagePool2D: try averagePool(step)
    case .maxPool2D: try maxPool(step)

    case .reshape: try reshape(step)
    case .squeeze: try squeeze(step)
    case .expandDimensions: try expandDimensions(step)
    case .transpose: try transposition(step)
    case .concatenation: try concatenation(step)
    case .pack: try pack(step)
    case .unpack: try unpack(step)
    case .split: try split(step)
    case .splitV: try splitBySizes(step)
    case .slice: try slice(step)
    case .stridedSlice: try stridedSlice(step)
    case .gather: try gather(step)
    case .gatherND: try gatherND(step)
    case .select, .selectV2: try selection(step)
    case .tile: try tile(step)
    case .broadcastTo: try broadcastTo(step)
    case .reverse: try reverse(step)
    case .pad, .padV2: try pad(step)
    case .mirrorPad: try mirrorPad(step)
    case .spaceToDepth: try spaceToDepth(step)
    case .depthToSpace: try depthToSpace(step)
    case .spaceToBatch: try spaceToBatch(step)
    case .batchToSpace: try batchToSpace(step)
    case .resizeNearest: try resizeNearest(step)
    case .resizeBilinear: try resizeBilinear(step)

    case .quantize: try quantization(step)
    case .dequantize: try dequantization(step)
    case .cast: try cast(step)
    case .variableHandle: try variableHandle(step)
    case .readVariable: try readVariable(step)
    case .assignVariable: try assignVariable(step)
    case .callOnce: try callOnce(step)
    case .condition: try condition(step)
    case .loop: try loop(step)
    case .dynamicUpdateSlice: try updateSlice(step)

    case .densify, .fill, .range, .rank, .shape, .zerosLike, .floorDivide, .floorModulo, .less, .greater,
      .greaterEqual, .lessEqual, .equal, .notEqual, .logicalAnd, .logicalOr:
      throw .unsupported(step.site, "operands that are computed")
    }
  }
}
