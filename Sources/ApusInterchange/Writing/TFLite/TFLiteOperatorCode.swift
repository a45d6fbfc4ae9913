/// An operator as files name it: its number in the schema, and from which version on it takes what it is given.
struct TFLiteOperatorCode: Hashable {
  /// The schema's number.
  var builtin: Int
  /// The version for floats.
  var version: Int
  /// The version for int8.
  var int8Version: Int
  /// Whether it is given int8.
  var isInt8 = false

  private init(_ builtin: Int, _ version: Int, int8 int8Version: Int) {
    (self.builtin, self.version, self.int8Version) = (builtin, version, int8Version)
  }

  /// The operator from a newer version on.
  func since(_ version: Int) -> TFLiteOperatorCode {
    var result = self
    result.version = max(result.version, version)
    result.int8Version = max(result.int8Version, version)
    return result
  }

  /// Numbers above 127 do not fit the field that old readers know.
  var content: FlatBufferContent {
    FlatBufferContent([
      0: .byte(UInt8(min(builtin, 127))), 2: .int32(Int32(isInt8 ? int8Version : version)),
      3: .int32(Int32(builtin)),
    ])
  }

  static let add = Self(0, 1, int8: 2)
  static let averagePool = Self(1, 1, int8: 2)
  static let concatenation = Self(2, 1, int8: 2)
  static let convolution = Self(3, 1, int8: 3)
  static let depthwiseConvolution = Self(4, 1, int8: 3)
  static let fullyConnected = Self(9, 1, int8: 4)
  static let logistic = Self(14, 1, int8: 2)
  static let maxPool = Self(17, 1, int8: 2)
  static let multiply = Self(18, 1, int8: 2)
  static let relu = Self(19, 1, int8: 2)
  static let relu6 = Self(21, 1, int8: 2)
  static let reshape = Self(22, 1, int8: 1)
  static let resizeBilinear = Self(23, 1, int8: 2)
  static let softmax = Self(25, 1, int8: 2)
  static let tanh = Self(28, 1, int8: 2)
  static let pad = Self(34, 1, int8: 2)
  static let transpose = Self(39, 1, int8: 2)
  static let mean = Self(40, 1, int8: 2)
  static let subtract = Self(41, 1, int8: 2)
  static let stridedSlice = Self(45, 1, int8: 2)
  static let maximum = Self(55, 1, int8: 2)
  static let argMax = Self(56, 1, int8: 2)
  static let minimum = Self(57, 1, int8: 2)
  static let padWithValue = Self(60, 1, int8: 2)
  static let slice = Self(65, 1, int8: 2)
  static let transposedConvolution = Self(67, 1, int8: 2)
  static let resizeNearest = Self(97, 1, int8: 2)
  static let leakyReLU = Self(98, 1, int8: 2)
  static let floor = Self(8, 1, int8: 1)
  static let l2Normalization = Self(11, 1, int8: 2)
  static let gather = Self(36, 1, int8: 2)
  static let divide = Self(42, 1, int8: 2)
  static let exponential = Self(47, 1, int8: 2)
  static let logSoftmax = Self(50, 1, int8: 2)
  static let prelu = Self(54, 1, int8: 1)
  static let negative = Self(59, 1, int8: 1)
  static let sine = Self(66, 1, int8: 1)
  static let logarithm = Self(73, 1, int8: 2)
  static let sum = Self(74, 1, int8: 2)
  static let squareRoot = Self(75, 1, int8: 1)
  static let reciprocalSquareRoot = Self(76, 1, int8: 2)
  static let power = Self(78, 1, int8: 1)
  static let largest = Self(82, 1, int8: 2)
  static let product = Self(81, 1, int8: 2)
  static let smallest = Self(89, 1, int8: 2)
  static let square = Self(92, 1, int8: 1)
  static let squaredDifference = Self(99, 1, int8: 2)
  static let absolute = Self(101, 1, int8: 2)
  static let ceiling = Self(104, 1, int8: 1)
  static let cosine = Self(108, 1, int8: 1)
  static let elu = Self(111, 1, int8: 1)
  static let quantize = Self(114, 1, int8: 2)
  static let round = Self(116, 1, int8: 1)
  static let matrixProduct = Self(126, 1, int8: 2)
  static let gelu = Self(150, 1, int8: 2)
  static let sign = Self(158, 1, int8: 1)
  static let hardSwish = Self(117, 1, int8: 1)
  static let singularValueFilters = Self(27, 1, int8: 3)
  static let sequenceLSTM = Self(44, 1, int8: 3)
  static let cast = Self(53, 1, int8: 1)
  static let callOnce = Self(129, 1, int8: 1)
  static let variableHandle = Self(142, 1, int8: 1)
  static let readVariable = Self(143, 1, int8: 1)
  static let assignVariable = Self(144, 1, int8: 1)
}

/// An operator's options: which table of the schema they are, and its slots.
struct TFLiteWrittenOptions {
  var kind: Int
  var fields: [Int: FlatBufferContent.Field]

  init(_ kind: Int, _ fields: [Int: FlatBufferContent.Field] = [:]) {
    (self.kind, self.fields) = (kind, fields)
  }

  // The schema's numbers of tables that `TFLiteOptions.Kind` has not.
  static let reshape = 17
  static let pad = 22
  static let transpose = 26
  static let cast = 37
  static let argMax = 40
  static let padWithValue = 43
  static let slice = 48
  static let l2Normalization = 12
  static let gather = 23
  static let divide = 29
  static let exponential = 33
  static let logSoftmax = 36
  static let negative = 42
  static let power = 56
  static let square = 66
  static let squaredDifference = 76
  static let absolute = 78
  static let cosine = 84
  static let quantize = 89
  static let matrixProduct = 101
  static let gelu = 116
  static let readVariable = 112
  static let assignVariable = 113
  static let sign = 123
  static let hardSwish = 91
}
