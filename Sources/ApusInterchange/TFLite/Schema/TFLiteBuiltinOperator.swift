/// The schema's `BuiltinOperator`: all by name, for messages. Those with a case can be imported.
enum TFLiteBuiltinOperator: Int {
  case add = 0
  case averagePool2D = 1
  case concatenation = 2
  case convolution2D = 3
  case depthwiseConvolution2D = 4
  case depthToSpace = 5
  case dequantize = 6
  case floor = 8
  case fullyConnected = 9
  case l2Normalization = 11
  case logistic = 14
  case maxPool2D = 17
  case multiply = 18
  case relu = 19
  case reluN1To1 = 20
  case relu6 = 21
  case reshape = 22
  case resizeBilinear = 23
  case softmax = 25
  case spaceToDepth = 26
  case singularValueFilters = 27
  case tanh = 28
  case pad = 34
  case gather = 36
  case batchToSpace = 37
  case spaceToBatch = 38
  case transpose = 39
  case mean = 40
  case subtract = 41
  case divide = 42
  case squeeze = 43
  case sequenceLSTM = 44
  case stridedSlice = 45
  case exponential = 47
  case split = 49
  case logSoftmax = 50
  case cast = 53
  case prelu = 54
  case maximum = 55
  case argMax = 56
  case minimum = 57
  case less = 58
  case negative = 59
  case padV2 = 60
  case greater = 61
  case greaterEqual = 62
  case lessEqual = 63
  case select = 64
  case slice = 65
  case sine = 66
  case transposedConvolution = 67
  case tile = 69
  case expandDimensions = 70
  case equal = 71
  case notEqual = 72
  case logarithm = 73
  case sum = 74
  case squareRoot = 75
  case reciprocalSquareRoot = 76
  case shape = 77
  case power = 78
  case reduceProduct = 81
  case reduceMaximum = 82
  case pack = 83
  case logicalOr = 84
  case logicalAnd = 86
  case unpack = 88
  case reduceMinimum = 89
  case floorDivide = 90
  case square = 92
  case zerosLike = 93
  case fill = 94
  case floorModulo = 95
  case range = 96
  case resizeNearest = 97
  case leakyReLU = 98
  case squaredDifference = 99
  case mirrorPad = 100
  case absolute = 101
  case splitV = 102
  case ceiling = 104
  case reverse = 105
  case addN = 106
  case gatherND = 107
  case cosine = 108
  case rank = 110
  case elu = 111
  case quantize = 114
  case round = 116
  case hardSwish = 117
  case condition = 118
  case loop = 119
  case selectV2 = 123
  case densify = 124
  case batchMatrixProduct = 126
  case callOnce = 129
  case broadcastTo = 130
  case variableHandle = 142
  case readVariable = 143
  case assignVariable = 144
  case gelu = 150
  case dynamicUpdateSlice = 151
  case reluZeroToOne = 152
  case sign = 158

  /// The number that stands for an operator of someone else's.
  static let custom = 32

  /// The newest version that the importer knows. Versions differ in the types that they allow, which are
  /// checked apart from this.
  var newestVersion: Int {
    switch self {
    case .fullyConnected: 14
    case .gatherND: 5
    case .convolution2D, .stridedSlice: 8
    case .depthwiseConvolution2D, .multiply: 7
    case .dequantize, .slice, .transpose, .gather, .cast: 6
    case .sequenceLSTM, .select: 4
    case .add, .subtract, .transposedConvolution, .absolute: 5
    case .concatenation, .pad, .padV2, .maximum, .minimum, .quantize, .split, .resizeNearest, .resizeBilinear,
      .batchMatrixProduct, .spaceToBatch, .batchToSpace, .fill, .range:
      4
    case .singularValueFilters, .averagePool2D, .maxPool2D, .mean, .relu, .relu6, .softmax, .logistic, .tanh,
      .sum, .reduceMaximum,
      .reduceMinimum, .mirrorPad, .reverse, .argMax, .tile, .broadcastTo, .floorDivide, .reciprocalSquareRoot,
      .sign, .less, .greater, .greaterEqual, .lessEqual, .equal, .notEqual:
      3
    case .squeeze, .leakyReLU, .splitV, .l2Normalization, .spaceToDepth, .depthToSpace, .divide, .exponential,
      .logSoftmax, .negative, .logarithm, .reduceProduct, .pack, .unpack, .floorModulo, .squaredDifference,
      .densify, .gelu, .square, .squareRoot, .selectV2:
      2
    case .reshape, .hardSwish, .floor, .reluN1To1, .prelu, .sine, .expandDimensions, .shape, .power,
      .zerosLike,
      .ceiling, .addN, .cosine, .rank, .elu, .round, .callOnce, .variableHandle, .readVariable,
      .assignVariable,
      .reluZeroToOne, .logicalOr, .logicalAnd, .condition, .loop, .dynamicUpdateSlice:
      1
    }
  }

  /// The schema's name of an operator, or its number if it is newer than this list.
  static func name(_ code: Int) -> String { names.indices.contains(code) ? names[code] : "number \(code)" }

  static let names = [
    "ADD", "AVERAGE_POOL_2D", "CONCATENATION", "CONV_2D", "DEPTHWISE_CONV_2D", "DEPTH_TO_SPACE",
    "DEQUANTIZE", "EMBEDDING_LOOKUP", "FLOOR", "FULLY_CONNECTED", "HASHTABLE_LOOKUP", "L2_NORMALIZATION",
    "L2_POOL_2D", "LOCAL_RESPONSE_NORMALIZATION", "LOGISTIC", "LSH_PROJECTION", "LSTM", "MAX_POOL_2D",
    "MUL", "RELU", "RELU_N1_TO_1", "RELU6", "RESHAPE", "RESIZE_BILINEAR", "RNN", "SOFTMAX",
    "SPACE_TO_DEPTH", "SVDF", "TANH", "CONCAT_EMBEDDINGS", "SKIP_GRAM", "CALL", "CUSTOM",
    "EMBEDDING_LOOKUP_SPARSE", "PAD", "UNIDIRECTIONAL_SEQUENCE_RNN", "GATHER", "BATCH_TO_SPACE_ND",
    "SPACE_TO_BATCH_ND", "TRANSPOSE", "MEAN", "SUB", "DIV", "SQUEEZE", "UNIDIRECTIONAL_SEQUENCE_LSTM",
    "STRIDED_SLICE", "BIDIRECTIONAL_SEQUENCE_RNN", "EXP", "TOPK_V2", "SPLIT", "LOG_SOFTMAX", "DELEGATE",
    "BIDIRECTIONAL_SEQUENCE_LSTM", "CAST", "PRELU", "MAXIMUM", "ARG_MAX", "MINIMUM", "LESS", "NEG", "PADV2",
    "GREATER", "GREATER_EQUAL", "LESS_EQUAL", "SELECT", "SLICE", "SIN", "TRANSPOSE_CONV", "SPARSE_TO_DENSE",
    "TILE", "EXPAND_DIMS", "EQUAL", "NOT_EQUAL", "LOG", "SUM", "SQRT", "RSQRT", "SHAPE", "POW", "ARG_MIN",
    "FAKE_QUANT", "REDUCE_PROD", "REDUCE_MAX", "PACK", "LOGICAL_OR", "ONE_HOT", "LOGICAL_AND",
    "LOGICAL_NOT", "UNPACK", "REDUCE_MIN", "FLOOR_DIV", "REDUCE_ANY", "SQUARE", "ZEROS_LIKE", "FILL",
    "FLOOR_MOD", "RANGE", "RESIZE_NEAREST_NEIGHBOR", "LEAKY_RELU", "SQUARED_DIFFERENCE", "MIRROR_PAD",
    "ABS", "SPLIT_V", "UNIQUE", "CEIL", "REVERSE_V2", "ADD_N", "GATHER_ND", "COS", "WHERE", "RANK", "ELU",
    "REVERSE_SEQUENCE", "MATRIX_DIAG", "QUANTIZE", "MATRIX_SET_DIAG", "ROUND", "HARD_SWISH", "IF", "WHILE",
    "NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5", "SCATTER_ND", "SELECT_V2", "DENSIFY", "SEGMENT_SUM",
    "BATCH_MATMUL", "PLACEHOLDER_FOR_GREATER_OP_CODES", "CUMSUM", "CALL_ONCE", "BROADCAST_TO", "RFFT2D",
    "CONV_3D", "IMAG", "REAL", "COMPLEX_ABS", "HASHTABLE", "HASHTABLE_FIND", "HASHTABLE_IMPORT",
    "HASHTABLE_SIZE", "REDUCE_ALL", "CONV_3D_TRANSPOSE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE",
    "BROADCAST_ARGS", "RANDOM_STANDARD_NORMAL", "BUCKETIZE", "RANDOM_UNIFORM", "MULTINOMIAL", "GELU",
    "DYNAMIC_UPDATE_SLICE", "RELU_0_TO_1", "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_MAX",
    "UNSORTED_SEGMENT_SUM", "ATAN2", "UNSORTED_SEGMENT_MIN", "SIGN", "BITCAST", "BITWISE_XOR",
    "RIGHT_SHIFT", "STABLEHLO_LOGISTIC", "STABLEHLO_ADD", "STABLEHLO_DIVIDE", "STABLEHLO_MULTIPLY",
    "STABLEHLO_MAXIMUM", "STABLEHLO_RESHAPE", "STABLEHLO_CLAMP", "STABLEHLO_CONCATENATE",
    "STABLEHLO_BROADCAST_IN_DIM", "STABLEHLO_CONVOLUTION", "STABLEHLO_SLICE", "STABLEHLO_CUSTOM_CALL",
    "STABLEHLO_REDUCE", "STABLEHLO_ABS", "STABLEHLO_AND", "STABLEHLO_COSINE", "STABLEHLO_EXPONENTIAL",
    "STABLEHLO_FLOOR", "STABLEHLO_LOG", "STABLEHLO_MINIMUM", "STABLEHLO_NEGATE", "STABLEHLO_OR",
    "STABLEHLO_POWER", "STABLEHLO_REMAINDER", "STABLEHLO_RSQRT", "STABLEHLO_SELECT", "STABLEHLO_SUBTRACT",
    "STABLEHLO_TANH", "STABLEHLO_SCATTER", "STABLEHLO_COMPARE", "STABLEHLO_CONVERT",
    "STABLEHLO_DYNAMIC_SLICE", "STABLEHLO_DYNAMIC_UPDATE_SLICE", "STABLEHLO_PAD", "STABLEHLO_IOTA",
    "STABLEHLO_DOT_GENERAL", "STABLEHLO_REDUCE_WINDOW", "STABLEHLO_SORT", "STABLEHLO_WHILE",
    "STABLEHLO_GATHER", "STABLEHLO_TRANSPOSE", "DILATE", "STABLEHLO_RNG_BIT_GENERATOR", "REDUCE_WINDOW",
    "STABLEHLO_COMPOSITE", "STABLEHLO_SHIFT_LEFT", "STABLEHLO_CBRT", "STABLEHLO_CASE",
  ]
}
