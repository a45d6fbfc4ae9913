import ApusGraph

/// The schema's `ActivationFunctionType`: what is done to an operator's output at once.
enum TFLiteActivation {
  case none
  case relu
  case reluN1To1
  case relu6
  case tanh

  /// The clamp of an int8 operator; nil where TFLite has no int8 kernel with it.
  var clamp: FusedActivation? {
    switch self {
    case .none: FusedActivation.none
    case .relu: .relu
    case .relu6: .relu6
    case .reluN1To1, .tanh: nil
    }
  }

  /// The operation of a float network, and what its node is called after the operator's; nil where there is none.
  var operation: (name: String, operation: Operation)? {
    switch self {
    case .none: nil
    case .relu: ("relu", .relu(ReLU()))
    case .relu6: ("relu6", .relu6(ReLU6()))
    case .reluN1To1: ("relu_n1_to_1", .function(Function(.clip(low: -1, high: 1))))
    case .tanh: ("tanh", .tanh(Tanh()))
    }
  }

  /// The schema's name.
  var name: String {
    switch self {
    case .none: "NONE"
    case .relu: "RELU"
    case .reluN1To1: "RELU_N1_TO_1"
    case .relu6: "RELU6"
    case .tanh: "TANH"
    }
  }
}
