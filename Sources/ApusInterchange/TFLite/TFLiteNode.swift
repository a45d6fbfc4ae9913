import ApusGraph

/// One step of an imported network, before it is made a node of a float or of a quantized graph.
struct TFLiteNode {
  /// The operator that it comes from.
  var site: TFLiteOperatorSite
  /// The operator's name and number, and what it does where it is not the operator's own step.
  var name: String
  var operation: Operation
  /// Values taken: 0 is the network's input, `k` is what node `k − 1` makes.
  var inputs: [Int]
  var activation: FusedActivation
  /// The tensor whose quantization the value has.
  var tensor: TFLiteTensor
  /// Constants of convolutions and dense layers.
  var constants: TFLiteConstants?
  /// The constant operand of an element-wise operator that has one.
  var operand: TFLiteOperand?
  /// Whether TFLite Micro's kernel takes its inputs' integers as they are, so that their quantization must be
  /// its output's.
  var keepsQuantization: Bool
}

/// A constant operand as a file holds it.
struct TFLiteOperand {
  var tensor: TFLiteTensor
  var bytes: Range<Int>
}

/// Weights and bias as a file holds them.
struct TFLiteConstants {
  var weights: TFLiteTensor
  var weightBytes: Range<Int>
  /// The dimension of the weights along which there may be a scale for each index.
  var channelDimension: Int
  var bias: TFLiteTensor?
  var biasBytes: Range<Int>?
}
