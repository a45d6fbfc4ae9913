import ApusGraph

/// One step of an imported network, before it is made a node of a float or of a quantized graph.
struct TFLiteNode {
  /// The operator that it comes from.
  var site: TFLiteOperatorSite
  /// The operator's name and number, and what it does where it is not the operator's own step.
  var name: String
  var operation: Operation
  /// The numbers of the values that it takes.
  var inputs: [Int]
  var activation: TFLiteActivation
  /// The tensor whose quantization the value has.
  var tensor: TFLiteTensor
  /// Constants of convolutions and dense layers.
  var constants: TFLiteConstants?
  /// The constant operand of an element-wise operator that has one.
  var operand: TFLiteConstant?
  /// Whether TFLite Micro's kernel takes its inputs' integers as they are, so that their quantization must be
  /// its output's.
  var keepsQuantization: Bool
  /// Constants of a layer that goes through a sequence.
  var recurrence: TFLiteRecurrence?
  /// Whether it computes in int16, over elements that are uint8 in the file.
  var isWidened = false
}

/// Weights and bias as a file holds them.
struct TFLiteConstants {
  var weights: TFLiteConstant
  /// The dimension of the weights along which there may be a scale for each index.
  var channelDimension: Int
  var bias: TFLiteConstant?
}

/// A state, before it is made one of a graph.
struct TFLiteState {
  /// The variable's name in the file.
  var variable: String
  /// What it is called in the graph.
  var name: String
  /// The value that the operators take.
  var value: Int
  /// What it holds before the first run; zeros where nothing is known.
  var initial: TFLiteConstant?
  /// The value that it takes over; itself where nothing assigns it another.
  var update: Int
}

/// A value under another shape, so that no two steps make the same.
struct TFLiteView: Hashable {
  var value: Int
  var shape: Shape
}

extension TFLiteNode {
  /// Whether it only gives its input another shape, and the same quantization.
  var isView: Bool {
    keepsQuantization && activation.operation == nil && operation.body.isView(whileTraining: false)
  }
}

extension TFLiteOperator {
  /// What a step is called: the operator and its place.
  var name: String { "\(site.name.lowercased())_\(site.index)" }
}

extension Operation {
  /// Whether it makes of whole numbers what arithmetic in integers does, as long as they are not too large for a float.
  var keepsWholeNumbers: Bool {
    if body is any Rearrangement || body.isView(whileTraining: false) { return true }
    if body is Add || body is Subtract || body is Multiply || body is Maximum || body is Minimum {
      return true
    }
    if body is Concatenate || body is Pad || body is ArgMax { return true }
    guard let function = body as? Function else { return false }
    return [.absolute, .negative, .square, .floor, .sign].contains(function.kind)
  }

  /// The same elements in another shape: a flattening where that is a vector.
  static func viewing(as shape: Shape) -> Operation {
    shape.rank == 1 ? .flatten(Flatten()) : .reshape(Reshape(shape: shape))
  }
}
