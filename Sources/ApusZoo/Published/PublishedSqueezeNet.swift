import ApusGraph

extension PublishedBuilder {
  /// SqueezeNet: fire modules, and a convolution as the classifier.
  /// - Parameter isVersion10: whether it is the paper's, with a 7×7 convolution first and later pools.
  mutating func squeezeNet(isVersion10: Bool) throws(GraphError) {
    try convolution(
      "features.0", channels: isVersion10 ? 96 : 64, kernel: isVersion10 ? 7 : 3, stride: 2, padding: 0,
      hasBias: true)
    activation("features.1", .relu)
    let squeezed = [16, 16, 32, 32, 48, 48, 64, 64]
    // Behind how many fire modules there is a pool.
    let pools = isVersion10 ? [0, 3, 7] : [0, 2, 4]
    var number = 2
    for (index, channels) in squeezed.enumerated() {
      if pools.contains(index) {
        try maxPool("features.\(number)", roundsUp: true)
        number += 1
      }
      try fire("features.\(number)", squeezed: channels)
      number += 1
    }
    dropout("classifier.0", rate: 0.5)
    let classes = classCount("classifier.1")
    try convolution("classifier.1", channels: classes, kernel: 1, hasBias: true)
    activation("classifier.2", .relu)
    globalAverage("classifier.3")
  }

  /// A 1×1 convolution to few channels, and of these four times as many by 1×1 and as many by 3×3 convolutions.
  private mutating func fire(_ prefix: String, squeezed: Int) throws(GraphError) {
    try convolution("\(prefix).squeeze", channels: squeezed, kernel: 1, hasBias: true)
    activation("\(prefix).squeeze_activation", .relu)
    let entry = current
    var parts: [String] = []
    for kernel in [1, 3] {
      current = entry
      try convolution(
        "\(prefix).expand\(kernel)x\(kernel)", channels: 4 * squeezed, kernel: kernel, hasBias: true)
      activation("\(prefix).expand\(kernel)x\(kernel)_activation", .relu)
      parts.append(current)
    }
    add("\(prefix).concatenate", .concatenate(Concatenate(axis: .channels)), from: parts)
  }
}
