import ApusGraph

/// The operators by the names that files use, so that reading, like writing, is one exhaustive switch.
enum OperationKind: String, CaseIterable {
  case convolution
  case depthwiseConvolution
  case dense
  case batchNormalization
  case maxPool
  case averagePool
  case globalAveragePool
  case relu
  case relu6
  case leakyReLU
  case sigmoid
  case hardSwish
  case add
  case subtract
  case multiply
  case concatenate
  case pad
  case flatten
  case reshape
  case dropout
  case softmax
  case slice
  case transpose
  case resizeNearest
  case resizeBilinear
  case transposedConvolution
}
