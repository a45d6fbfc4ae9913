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

  #if !hasFeature(Embedded)
    /// The name in reports: `convolution`.
    public var name: String {
      switch self {
      case .convolution: "convolution"
      case .depthwiseConvolution: "depthwiseConvolution"
      case .dense: "dense"
      case .maxPool: "maxPool"
      case .averagePool: "averagePool"
      case .globalAveragePool: "globalAveragePool"
      case .add: "add"
      case .rescale: "rescale"
      case .leakyReLU: "leakyReLU"
      case .softmax: "softmax"
      case .concatenate: "concatenate"
      case .pad: "pad"
      case .view: "view"
      case .multiply: "multiply"
      case .subtract: "subtract"
      case .lookup: "lookup"
      case .slice: "slice"
      case .transpose: "transpose"
      case .resizeNearest: "resizeNearest"
      case .resizeBilinear: "resizeBilinear"
      case .transposedConvolution: "transposedConvolution"
      }
    }
  #endif
}
