import ApusGraph

/// An operator's options by slot, checked as they are read.
struct TFLiteOptions {
  let site: TFLiteOperatorSite
  let table: FlatBufferTable?

  /// The schema's numbers of the options' tables.
  enum Kind {
    static let convolution = 1
    static let depthwiseConvolution = 2
    static let pool = 5
    static let singularValueFilters = 6
    static let fullyConnected = 8
    static let softmax = 9
    static let concatenation = 10
    static let add = 11
    static let l2Normalization = 12
    static let resizeBilinear = 15
    static let reshape = 17
    static let spaceToDepth = 19
    static let multiply = 21
    static let gather = 23
    static let reducer = 27
    static let subtract = 28
    static let divide = 29
    static let squeeze = 30
    static let stridedSlice = 32
    static let split = 35
    static let extremum = 39
    static let transposedConvolution = 49
    static let pack = 59
    static let unpack = 64
    static let squaredDifference = 66
    static let sequenceLSTM = 71
    static let resizeNearest = 74
    static let leakyReLU = 75
    static let mirrorPad = 77
    static let condition = 92
    static let loop = 93
    static let depthToSpace = 94
    static let batchMatrixProduct = 101
    static let callOnce = 103
    static let variableHandle = 111
    static let gelu = 116
  }

  /// A 32-bit integer.
  func integer(_ slot: Int, default value: Int32 = 0) throws(TFLiteError) -> Int {
    guard let table else { return Int(value) }
    return try table.integer(slot, as: Int32.self, default: value)
  }

  /// A byte: an enumeration or a truth value.
  func byte(_ slot: Int) throws(TFLiteError) -> Int { try table?.integer(slot, as: UInt8.self) ?? 0 }

  /// A 32-bit float; 0 where it is missing.
  func float(_ slot: Int) throws(TFLiteError) -> Float { try table?.float(slot) ?? 0 }

  /// Whole numbers in a vector of 32-bit ones; nil where it is missing.
  func integers(_ slot: Int) throws(TFLiteError) -> [Int]? {
    guard let vector = try table?.vector(slot, elementBytes: 4), vector.count <= 8 else { return nil }
    return try vector.integers(as: Int32.self).map { Int($0) }
  }

  /// The beginning of a text; empty where it is missing.
  func text(_ slot: Int) throws(TFLiteError) -> String { try table?.text(slot) ?? "" }

  /// The fused activation.
  func activation(_ slot: Int) throws(TFLiteError) -> TFLiteActivation {
    switch try byte(slot) {
    case 0: return .none
    case 1: return .relu
    case 2: return .reluN1To1
    case 3: return .relu6
    case 4: return .tanh
    case let other:
      throw .unsupported(site, "the fused activation \(other == 5 ? "SIGN_BIT" : "number \(other)")")
    }
  }

  /// A window with padding at slot 0 and strides at slots 1 (horizontal) and 2 (vertical).
  func window(kernel: Size, dilation: Size = Size(1)) throws(TFLiteError) -> Window {
    let stride = Size(height: try integer(2), width: try integer(1))
    for (extent, what) in [
      (kernel.height, "kernel"), (kernel.width, "kernel"), (stride.height, "stride"),
      (stride.width, "stride"),
      (dilation.height, "dilation"), (dilation.width, "dilation"),
    ] where !(1...65535).contains(extent) {
      throw .unsupported(site, "a \(what) of \(extent)")
    }
    switch try byte(0) {
    case 0: return Window(kernel: kernel, stride: stride, dilation: dilation, padding: .same)
    case 1: return Window(kernel: kernel, stride: stride, dilation: dilation, padding: .valid)
    case let other: throw .unsupported(site, "padding number \(other)")
    }
  }
}
