import ApusGraph

extension PublishedBuilder {
  /// A VGG: five stages of 3×3 convolutions, each ending in a 2×2 max pool, and three fully connected layers.
  /// - Parameters:
  ///   - convolutions: how many each stage has.
  ///   - isNormalized: whether batch normalizations follow them.
  mutating func vgg(convolutions: [Int], isNormalized: Bool) throws(GraphError) {
    // All modules have numbers, rectifiers and pools too.
    var number = 0
    for (stage, count) in convolutions.enumerated() {
      for _ in 0..<count {
        try convolution("features.\(number)", channels: min(64 << stage, 512), kernel: 3, hasBias: true)
        if isNormalized {
          try normalization("features.\(number + 1)")
          number += 1
        }
        activation("features.\(number + 1)", .relu)
        number += 2
      }
      add("features.\(number)", .maxPool(MaxPool(2)))
      number += 1
    }
    try adaptivePool("avgpool", side: 7)
    add("flatten", .flatten(Flatten()))
    let layers =
      names == .torchvision
      ? ["classifier.0", "classifier.3", "classifier.6"] : ["pre_logits.fc1", "pre_logits.fc2", "head.fc"]
    for layer in layers.dropLast() {
      try dense(layer, features: 4096)
      activation("\(layer).relu", .relu)
      dropout("\(layer).dropout", rate: 0.5)
    }
    try head(layers[2])
  }

  /// AlexNet in one column.
  mutating func alexNet() throws(GraphError) {
    try convolution("features.0", channels: 64, kernel: 11, stride: 4, padding: 2, hasBias: true)
    activation("features.1", .relu)
    try maxPool("features.2")
    try convolution("features.3", channels: 192, kernel: 5, hasBias: true)
    activation("features.4", .relu)
    try maxPool("features.5")
    for (layer, channels) in [(6, 384), (8, 256), (10, 256)] {
      try convolution("features.\(layer)", channels: channels, kernel: 3, hasBias: true)
      activation("features.\(layer + 1)", .relu)
    }
    try maxPool("features.12")
    try adaptivePool("avgpool", side: 6)
    add("flatten", .flatten(Flatten()))
    for layer in [1, 4] {
      dropout("classifier.\(layer - 1)", rate: 0.5)
      try dense("classifier.\(layer)", features: 4096)
      activation("classifier.\(layer + 1)", .relu)
    }
    try head("classifier.6")
  }
}
