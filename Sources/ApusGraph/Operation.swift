/// What a node of a graph computes.
///
/// What an operator *is* (shape, arithmetic, settings in files, what int8 does with it, how channels pass through
/// it) stands with its payload, in a file of its own in `Operations`. To add one, add the file, the case, and the
/// payload to `body` and `all`; the compiler then lists the places that must *do* something different for it. No
/// switch over `Operation` has a `default`.
public enum Operation: Hashable, Sendable {
  /// Two-dimensional convolution, possibly grouped.
  case convolution(Convolution)
  /// Each channel convolved by its own kernels.
  case depthwiseConvolution(DepthwiseConvolution)
  /// Fully connected layer.
  case dense(Dense)
  /// Normalization over the batch.
  case batchNormalization(BatchNormalization)
  /// Maximum over windows.
  case maxPool(MaxPool)
  /// Mean over windows.
  case averagePool(AveragePool)
  /// Mean over all rows and columns.
  case globalAveragePool(GlobalAveragePool)
  /// `max(x, 0)`
  case relu(ReLU)
  /// `min(max(x, 0), 6)`
  case relu6(ReLU6)
  /// `x < 0 ? slope · x : x`
  case leakyReLU(LeakyReLU)
  /// `1 / (1 + exp(−x))`
  case sigmoid(Sigmoid)
  /// `(exp(x) − exp(−x)) / (exp(x) + exp(−x))`
  case tanh(Tanh)
  /// `x · min(max(x + 3, 0), 6) / 6`
  case hardSwish(HardSwish)
  /// Element-wise sum.
  case add(Add)
  /// Element-wise difference.
  case subtract(Subtract)
  /// Element-wise product.
  case multiply(Multiply)
  /// Element-wise maximum.
  case maximum(Maximum)
  /// Element-wise minimum.
  case minimum(Minimum)
  /// Values joined along an axis.
  case concatenate(Concatenate)
  /// A border of zeros.
  case pad(Pad)
  /// All elements as one vector, in NHWC order.
  case flatten(Flatten)
  /// The same elements under another shape.
  case reshape(Reshape)
  /// Random zeros while training; the identity otherwise.
  case dropout(Dropout)
  /// `exp(x) / Σ exp(x)` over the channels.
  case softmax(Softmax)
  /// A box cut out of a value.
  case slice(Slice)
  /// The axes of a value in another order.
  case transpose(Transpose)
  /// A feature map of another size, each element a copy of the nearest one.
  case resizeNearest(ResizeNearest)
  /// A feature map of another size, each element a mean of the nearest four.
  case resizeBilinear(ResizeBilinear)
  /// A convolution run backwards.
  case transposedConvolution(TransposedConvolution)
  /// The index of the largest channel.
  case argMax(ArgMax)
  /// A function of each element.
  case function(Function)
  /// `x < 0 ? slope · x : x`, with slopes that are trained.
  case prelu(PReLU)
  /// Element-wise quotient.
  case divide(Divide)
  /// Element-wise square of the difference.
  case squaredDifference(SquaredDifference)
  /// Mean, sum, maximum, minimum or product along axes.
  case reduce(Reduce)
  /// The product of two values as matrices.
  case matrixProduct(MatrixProduct)
  /// The logarithm of `softmax`.
  case logSoftmax(LogSoftmax)
  /// Rows, columns or channels picked by their indices.
  case gather(Gather)
  /// Each position's channels as a vector of length 1.
  case l2Normalization(L2Normalization)
  /// Long short-term memory over a sequence.
  case lstm(LSTM)
  /// A gated recurrent unit over a sequence.
  case gru(GRU)
  /// A recurrent layer without gates over a sequence.
  case simpleRNN(SimpleRNN)
  /// Filters over the features and over the last steps of a sequence.
  case svdf(SVDF)
  /// Rows of a table by their indices.
  case embedding(Embedding)

  /// The payload, as what all payloads have in common.
  public var body: any OperationBody {
    switch self {
    case .convolution(let body): body
    case .depthwiseConvolution(let body): body
    case .dense(let body): body
    case .batchNormalization(let body): body
    case .maxPool(let body): body
    case .averagePool(let body): body
    case .globalAveragePool(let body): body
    case .relu(let body): body
    case .relu6(let body): body
    case .leakyReLU(let body): body
    case .sigmoid(let body): body
    case .tanh(let body): body
    case .hardSwish(let body): body
    case .add(let body): body
    case .subtract(let body): body
    case .multiply(let body): body
    case .maximum(let body): body
    case .minimum(let body): body
    case .concatenate(let body): body
    case .pad(let body): body
    case .flatten(let body): body
    case .reshape(let body): body
    case .dropout(let body): body
    case .softmax(let body): body
    case .slice(let body): body
    case .transpose(let body): body
    case .resizeNearest(let body): body
    case .resizeBilinear(let body): body
    case .transposedConvolution(let body): body
    case .argMax(let body): body
    case .function(let body): body
    case .prelu(let body): body
    case .divide(let body): body
    case .squaredDifference(let body): body
    case .reduce(let body): body
    case .matrixProduct(let body): body
    case .logSoftmax(let body): body
    case .gather(let body): body
    case .l2Normalization(let body): body
    case .lstm(let body): body
    case .gru(let body): body
    case .simpleRNN(let body): body
    case .svdf(let body): body
    case .embedding(let body): body
    }
  }

  /// The payloads of all cases: what files can name.
  public static let all: [any OperationBody.Type] = [
    Convolution.self, DepthwiseConvolution.self, Dense.self, BatchNormalization.self, MaxPool.self,
    AveragePool.self, GlobalAveragePool.self, ReLU.self, ReLU6.self, LeakyReLU.self, Sigmoid.self,
    Tanh.self, HardSwish.self, Add.self, Subtract.self, Multiply.self, Maximum.self, Minimum.self,
    Concatenate.self, Pad.self,
    Flatten.self,
    Reshape.self, Dropout.self, Softmax.self, Slice.self, Transpose.self, ResizeNearest.self,
    ResizeBilinear.self, TransposedConvolution.self, ArgMax.self, Function.self, PReLU.self, Divide.self,
    SquaredDifference.self, Reduce.self, MatrixProduct.self, LogSoftmax.self, Gather.self,
    L2Normalization.self, LSTM.self, GRU.self, SimpleRNN.self, SVDF.self, Embedding.self,
  ]
}

extension Operation {
  /// The operator's name in files and reports: `convolution`.
  public var name: String { type(of: body).name }

  /// What its int8 kernel does with scales and zero points.
  public var int8: Int8Behavior { body.int8 }

  /// The payload of an operation that has weights; nil for all others.
  public var weighted: (any WeightedOperation)? { body as? any WeightedOperation }
}
