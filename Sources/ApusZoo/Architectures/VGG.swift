import ApusGraph

extension Zoo {
  /// A VGG-style network (Simonyan and Zisserman 2015) for small images: three stages of two 3×3
  /// convolutions with batch normalization, 32, 64 and 128 channels, each stage ending in a 2×2 max pool;
  /// then the mean over positions, a hidden layer and the classifier.
  public static func vgg(
    inputShape: Shape = [32, 32, 3], classes: Int = 10, seed: UInt64 = 0
  ) throws(GraphError) -> Graph {
    var builder = GraphBuilder(
      name: Architecture.vgg.rawValue, inputShape: inputShape,
      preprocessing: Architecture.vgg.preprocessing(inputShape))
    for (stage, channels) in [32, 64, 128].enumerated() {
      for layer in 0..<2 {
        let prefix = "features.\(stage).\(layer)"
        try builder.convolution("\(prefix).conv", channels: channels, kernel: 3, hasBias: false)
        try builder.batchNormalization("\(prefix).bn")
        builder.add("\(prefix).relu", .relu(ReLU()))
      }
      try builder.halve("features.\(stage).pool")
    }
    builder.add("avgpool", .globalAveragePool(GlobalAveragePool()))
    try builder.dense("classifier.0", features: 128)
    builder.add("classifier.1", .relu(ReLU()))
    builder.add("classifier.2", .dropout(Dropout(rate: 0.3)))
    try builder.dense("classifier.3", features: classes)
    return try builder.build(seed: seed)
  }
}
