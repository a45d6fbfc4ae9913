import ApusGraph

extension ONNXImporter {
  /// Makes nodes of an operator.
  mutating func lower(_ step: ONNXStep) throws(ONNXError) {
    switch step.node.domain {
    case "":
      if try lowerLayer(step) { return }
      if try lowerFunction(step) { return }
      if try lowerShape(step) { return }
    case "com.microsoft": if try lowerMicrosoft(step) { return }
    case "ai.onnx.ml": if try lowerMachineLearning(step) { return }
    case _: break
    }
    throw step.unsupported("")
  }

  /// Operators with weights, pools, normalizations, reductions, products.
  /// - Returns: whether it is one.
  private mutating func lowerLayer(_ step: ONNXStep) throws(ONNXError) -> Bool {
    switch step.node.kind {
    case "Conv": try convolution(step)
    case "ConvTranspose": try transposedConvolution(step)
    case "Gemm": try gemm(step)
    case "MatMul": try matrixProduct(step)
    case "MaxPool": try maxPool(step)
    case "AveragePool": try averagePool(step)
    case "GlobalAveragePool": try globalAveragePool(step)
    case "GlobalMaxPool": try globalMaxPool(step)
    case "BatchNormalization", "SpatialBN": try batchNormalization(step)
    case "InstanceNormalization", "LayerNormalization", "GroupNormalization",
      "MeanVarianceNormalization":
      try normalization(step)
    case "LRN": try localResponseNormalization(step)
    case "LpNormalization": try lengthNormalization(step)
    case "CumSum": try cumulate(step)
    case "Softmax": try softmax(step, .softmax(Softmax()))
    case "LogSoftmax": try softmax(step, .logSoftmax(LogSoftmax()))
    case "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2",
      "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp":
      try reduce(step)
    case "ArgMax", "ArgMin": try argMax(step)
    case "TopK": try largest(step)
    case "LSTM", "GRU", "RNN": try recurrent(step)
    case "Resize", "Upsample": try resize(step)
    case "QuantizeLinear": try quantize(step)
    case "DequantizeLinear": try dequantize(step)
    case "QLinearConv", "QLinearMatMul": try quantizedOperator(step)
    case "DynamicQuantizeLinear": try quantizeDynamically(step)
    case "MatMulInteger", "ConvInteger": try integerProduct(step)
    case _: return false
    }
    return true
  }

  /// Functions of single elements, and of pairs.
  /// - Returns: whether it is one.
  private mutating func lowerFunction(_ step: ONNXStep) throws(ONNXError) -> Bool {
    switch step.node.kind {
    case "Add", "Sub", "Mul", "Div", "Max", "Min", "Sum", "Mean": try arithmetic(step)
    case "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "Equal": try compare(step)
    case "Not", "And", "Or", "Xor": try combineConditions(step)
    case "Mod": try remainder(step)
    case "Pow": try power(step)
    case "Where": try choose(step)
    case "ImageScaler": try scaleImage(step)
    case "Affine": try affine(step)
    case "Clip": try clip(step)
    case "Relu": try apply(step, .relu(ReLU()))
    case "LeakyRelu": try leakyReLU(step)
    case "PRelu": try prelu(step)
    case "Sigmoid": try apply(step, .sigmoid(Sigmoid()))
    case "Tanh": try apply(step, .tanh(Tanh()))
    case "HardSwish": try apply(step, .hardSwish(HardSwish()))
    case "HardSigmoid":
      let (alpha, beta) = (
        try step.node.float("alpha", default: 0.2), try step.node.float("beta", default: 0.5)
      )
      try apply(step, .hardSigmoid(alpha: alpha, beta: beta))
    case "Elu": try apply(step, .elu(alpha: try step.node.float("alpha", default: 1)))
    case "Celu": try apply(step, .celu(alpha: try step.node.float("alpha", default: 1)))
    case "Selu": try selu(step)
    case "ThresholdedRelu":
      try apply(step, .thresholdedReLU(alpha: try step.node.float("alpha", default: 1)))
    case "Softplus": try apply(step, .softplus)
    case "Softsign": try apply(step, .softsign)
    case "Mish": try apply(step, .mish)
    case "Gelu": try gelu(step)
    case "Erf": try apply(step, .erf)
    case "Abs": try apply(step, .absolute)
    case "Neg": try apply(step, .negative)
    case "Exp": try apply(step, .exponential)
    case "Log": try apply(step, .logarithm)
    case "Sqrt": try apply(step, .squareRoot)
    case "Reciprocal": try apply(step, .reciprocal)
    case "Floor": try apply(step, .floor)
    case "Ceil": try apply(step, .ceiling)
    case "Round": try apply(step, .round)
    case "Sign": try apply(step, .sign)
    case "Sin": try apply(step, .sine)
    case "Cos": try apply(step, .cosine)
    case "Atan": try apply(step, .arctangent)
    case _: return false
    }
    return true
  }

  /// Operators that only move elements.
  /// - Returns: whether it is one.
  private mutating func lowerShape(_ step: ONNXStep) throws(ONNXError) -> Bool {
    switch step.node.kind {
    case "Identity", "Dropout": pass(step)
    case "If": try branch(step)
    case "Loop": try loop(step)
    case "Scan": try scan(step)
    case "ReverseSequence": try reverse(step)
    case "Cast", "CastLike": try cast(step)
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze": try reshape(step)
    case "Transpose": try transpose(step)
    case "Concat": try concatenate(step)
    case "Slice": try slice(step)
    case "Split": try split(step)
    case "Gather": try gather(step)
    case "GatherND": try gatherPlaces(step)
    case "GatherElements": try gatherElements(step)
    case "ScatterND", "ScatterElements", "Scatter": try scatter(step)
    case "OneHot": try oneHot(step)
    case "Trilu": try triangle(step)
    case "Einsum": try einsum(step)
    case "Crop": try crop(step)
    case "Expand", "Tile": try expand(step)
    case "Pad": try pad(step)
    case "DepthToSpace", "SpaceToDepth": try exchangeBlocks(step)
    case _: return false
    }
    return true
  }

  /// What ONNX Runtime's own tools make of networks.
  /// - Returns: whether it is one.
  private mutating func lowerMicrosoft(_ step: ONNXStep) throws(ONNXError) -> Bool {
    switch step.node.kind {
    case "QLinearAdd", "QLinearMul", "QGemm", "QLinearAveragePool", "QLinearGlobalAveragePool",
      "QLinearLeakyRelu",
      "QLinearSigmoid", "QLinearSoftmax", "QLinearReduceMean", "QLinearConcat",
      "QLinearConvTranspose":
      try quantizedOperator(step)
    case "QuantizeLinear": try quantize(step)
    case "DequantizeLinear": try dequantize(step)
    case "DynamicQuantizeMatMul", "MatMulIntegerToFloat": try dequantizedProduct(step)
    case "Gelu", "FastGelu":
      guard !step.has(1) else { throw step.unsupported("a bias") }
      try gelu(step)
    case _: return false
    }
    return true
  }

  /// What scikit-learn's models are written as.
  /// - Returns: whether it is one.
  private mutating func lowerMachineLearning(_ step: ONNXStep) throws(ONNXError) -> Bool {
    switch step.node.kind {
    case "LinearClassifier": try linearClassifier(step)
    case "LinearRegressor": try linearRegressor(step)
    case "SVMRegressor": try supportVectorRegressor(step)
    case "Scaler": try scaler(step)
    case "Normalizer": try normalizer(step)
    case "Binarizer": try binarizer(step)
    case "ArrayFeatureExtractor": try extractFeatures(step)
    case "ZipMap": try zipMap(step)
    case _: return false
    }
    return true
  }

  /// Whether an operator is one that is read, or computed of constants, if its inputs are as they should be.
  static func knows(_ node: ONNXNode) -> Bool {
    ["", "com.microsoft", "ai.onnx.ml"].contains(node.domain) && known.contains(node.kind)
  }

  private static let known: Set<String> = [
    "Conv", "ConvTranspose", "Gemm", "MatMul", "MaxPool", "AveragePool", "GlobalAveragePool",
    "GlobalMaxPool",
    "BatchNormalization", "SpatialBN", "InstanceNormalization", "LayerNormalization",
    "GroupNormalization",
    "MeanVarianceNormalization", "LRN", "LpNormalization", "Softmax", "LogSoftmax", "ReduceMean",
    "ReduceSum",
    "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare",
    "ReduceLogSum",
    "ReduceLogSumExp", "ArgMax", "ArgMin", "LSTM", "GRU", "RNN", "Resize", "Upsample", "QuantizeLinear",
    "DequantizeLinear",
    "QLinearConv", "QLinearMatMul", "DynamicQuantizeLinear", "MatMulInteger", "ConvInteger", "Add",
    "Sub",
    "Mul",
    "Div", "Max", "Min", "Sum", "Mean", "Pow", "Where", "Clip", "Relu", "LeakyRelu", "PRelu",
    "Sigmoid",
    "Tanh",
    "HardSwish", "HardSigmoid", "Elu", "Celu", "Selu", "ThresholdedRelu", "Softplus", "Softsign",
    "Mish",
    "Gelu",
    "Erf", "Abs", "Neg", "Exp", "Log", "Sqrt", "Reciprocal", "Floor", "Ceil", "Round", "Sign",
    "Sin", "Cos",
    "Identity", "Dropout", "Cast", "CastLike", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
    "Transpose",
    "Concat", "Slice", "Split", "Gather", "Expand", "Tile", "Pad", "DepthToSpace", "SpaceToDepth",
    "QLinearAdd",
    "QLinearMul", "QGemm", "QLinearAveragePool", "QLinearGlobalAveragePool", "QLinearLeakyRelu",
    "QLinearSigmoid", "QLinearSoftmax", "QLinearReduceMean", "QLinearConcat",
    "QLinearConvTranspose",
    "DynamicQuantizeMatMul", "MatMulIntegerToFloat", "FastGelu", "Shape", "Size", "Constant",
    "ConstantOfShape",
    "Range", "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "Not", "And", "Or", "Xor",
    "NonZero",
    "Mod", "GatherND", "CumSum", "If", "GatherElements", "ScatterND", "ScatterElements", "Scatter", "OneHot",
    "Trilu", "Einsum", "Loop", "Scan", "ReverseSequence", "ImageScaler", "Affine", "Crop", "EyeLike",
    "Atan", "TopK", "LinearClassifier", "LinearRegressor", "SVMRegressor", "Scaler", "Normalizer",
    "Binarizer",
    "ArrayFeatureExtractor", "ZipMap",
  ]
}
