import ApusGraph

/// How far a classifier's last dense layer is from where training leaves it.
///
/// Training ends where the gradient of the loss vanishes. Of the last layer's weights that is the mean of `(p − y) · hᵀ` over
/// images, with the probabilities `p`, the truth `y` as a 1 among zeros, and the features `h` that the layer takes: what a trained
/// network still gets wrong has nothing to do with its features. Given other pixels than it was trained on, a network is as a whole
/// too sure or too unsure, or leans to some classes, and the gradient is far from 0, even where as many answers are right.
struct HeadGradient {
  private var weights: [Double] = []
  private var biases: [Double] = []
  private var squaredErrors = 0.0
  private var squaredFeatures = 0.0
  private var squares = 0.0
  private var count = 0

  /// Adds an image.
  /// - Parameters:
  ///   - probabilities: of the classes.
  ///   - truth: which of them it shows.
  ///   - features: what the last layer takes; empty where there is no such layer, whose bias is then all.
  mutating func add(_ probabilities: [Double], truth: Int, features: UnsafeBufferPointer<Float>) {
    if count == 0 {
      biases = Array(repeating: 0, count: probabilities.count)
      weights = Array(repeating: 0, count: probabilities.count * features.count)
    }
    var errors = probabilities
    errors[truth] -= 1
    let errorSquare = errors.reduce(0) { $0 + $1 * $1 }
    let featureSquare = features.reduce(0.0) { $0 + Double($1) * Double($1) }
    for (index, error) in errors.enumerated() {
      biases[index] += error
      for (place, feature) in features.enumerated() {
        weights[index * features.count + place] += error * Double(feature)
      }
    }
    squaredErrors += errorSquare
    squaredFeatures += featureSquare
    squares += errorSquare * featureSquare
    count += 1
  }

  /// The squared length of the mean gradient, by what the gradients of single images have by chance: about 1 where training has
  /// ended, and as much larger as the images are many where all gradients point one way.
  var imbalance: Double {
    guard count > 0 else { return 0 }
    // The bias counts as a feature of the usual size.
    let features = weights.isEmpty ? 1 : squaredFeatures / Double(count)
    func square(_ sums: [Double]) -> Double { sums.reduce(0) { $0 + $1 * $1 } }
    let mean = square(weights) + features * square(biases)
    let single = squares + features * squaredErrors
    return single > 0 ? mean / single : 0
  }
}

extension Graph {
  /// The value that the last dense layer before an output takes; nil where there is none but for functions and views.
  func headFeatures(of output: NetworkOutput) -> String? {
    var name = output.node
    while let node = self[node: name] {
      if case .dense = node.operation { return node.inputs[0] }
      guard node.inputs.count == 1, node.operation.weighted == nil else { return nil }
      name = node.inputs[0]
    }
    return nil
  }
}
