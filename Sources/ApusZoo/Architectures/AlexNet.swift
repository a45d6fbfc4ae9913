import ApusGraph

extension Zoo {
  /// An AlexNet-style network (Krizhevsky, Sutskever and Hinton 2012) at a quarter of its width: five
  /// convolutions, overlapping 3×3 stride-2 max pools after the first, second and fifth, two hidden layers
  /// with dropout. Inputs from 96 pixels up get the original's 11×11 stride-4 first layer, smaller ones a
  /// 5×5 at full resolution.
  public static func alexNet(
    inputShape: Shape = [32, 32, 3], classes: Int = 10, seed: UInt64 = 0
  ) throws(GraphError) -> Graph {
    var builder = GraphBuilder(
      name: Architecture.alexNet.rawValue, inputShape: inputShape,
      preprocessing: Architecture.alexNet.preprocessing(inputShape))
    let isLarge = min(inputShape.height, inputShape.width) >= 96
    try builder.convolution("features.0", channels: 24, kernel: isLarge ? 11 : 5, stride: isLarge ? 4 : 1)
    builder.add("features.1", .relu(ReLU()))
    builder.overlappingPool("features.2")
    try builder.convolution("features.3", channels: 48, kernel: 5)
    builder.add("features.4", .relu(ReLU()))
    builder.overlappingPool("features.5")
    for (layer, channels) in [(6, 96), (8, 64), (10, 64)] {
      try builder.convolution("features.\(layer)", channels: channels, kernel: 3)
      builder.add("features.\(layer + 1)", .relu(ReLU()))
    }
    builder.overlappingPool("features.12")
    builder.add("flatten", .flatten(Flatten()))
    for (layer, features) in [(0, 256), (3, 128)] {
      builder.add("classifier.\(layer)", .dropout(Dropout(rate: 0.3)))
      try builder.dense("classifier.\(layer + 1)", features: features)
      builder.add("classifier.\(layer + 2)", .relu(ReLU()))
    }
    try builder.dense("classifier.6", features: classes)
    return try builder.build(seed: seed)
  }
}

extension GraphBuilder {
  /// Adds a 3×3 max pool of stride 2 with SAME padding, which any size allows.
  fileprivate mutating func overlappingPool(_ name: String) {
    add(name, .maxPool(MaxPool(window: Window(kernel: Size(3), stride: Size(2), padding: .same))))
  }
}
