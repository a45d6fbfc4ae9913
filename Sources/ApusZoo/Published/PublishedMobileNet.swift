import ApusGraph

/// Blocks that have the same form: kernel, expansion of the channels, channels made, stride of the first, how many.
private struct BlockGroup {
  var kernel: Int
  var expansion: Int
  var channels: Int
  var stride: Int
  var count: Int
}

extension PublishedBuilder {
  /// MobileNet of full width: depthwise and pointwise convolutions in turn.
  mutating func mobileNetV1() throws(GraphError) {
    try convolution("conv_stem", channels: 32, kernel: 3, stride: 2)
    try normalization("bn1", then: .relu6)
    let stages: [(channels: Int, stride: Int, count: Int)] = [
      (64, 1, 1), (128, 2, 2), (256, 2, 2), (512, 2, 6), (1024, 2, 2),
    ]
    for (stage, group) in stages.enumerated() {
      for block in 0..<group.count {
        let prefix = "blocks.\(stage).\(block)"
        try depthwise("\(prefix).conv_dw", kernel: 3, stride: block == 0 ? group.stride : 1)
        try normalization("\(prefix).bn1", then: .relu6)
        try convolution("\(prefix).conv_pw", channels: group.channels, kernel: 1)
        try normalization("\(prefix).bn2", then: .relu6)
      }
    }
    globalAverage("global_pool")
    try head("classifier")
  }

  /// MobileNetV2 of full width.
  mutating func mobileNetV2() throws(GraphError) {
    try invertedResiduals([
      BlockGroup(kernel: 3, expansion: 1, channels: 16, stride: 1, count: 1),
      BlockGroup(kernel: 3, expansion: 6, channels: 24, stride: 2, count: 2),
      BlockGroup(kernel: 3, expansion: 6, channels: 32, stride: 2, count: 3),
      BlockGroup(kernel: 3, expansion: 6, channels: 64, stride: 2, count: 4),
      BlockGroup(kernel: 3, expansion: 6, channels: 96, stride: 1, count: 3),
      BlockGroup(kernel: 3, expansion: 6, channels: 160, stride: 2, count: 3),
      BlockGroup(kernel: 3, expansion: 6, channels: 320, stride: 1, count: 1),
    ])
    globalAverage("global_pool")
    if names == .torchvision { dropout("classifier.0", rate: 0.2) }
    try head(names == .torchvision ? "classifier.1" : "classifier")
  }

  /// EfficientNet-lite0: EfficientNet-B0 (arXiv 1905.11946) without squeezing and with ReLU6.
  mutating func efficientNetLite0() throws(GraphError) {
    try invertedResiduals([
      BlockGroup(kernel: 3, expansion: 1, channels: 16, stride: 1, count: 1),
      BlockGroup(kernel: 3, expansion: 6, channels: 24, stride: 2, count: 2),
      BlockGroup(kernel: 5, expansion: 6, channels: 40, stride: 2, count: 2),
      BlockGroup(kernel: 3, expansion: 6, channels: 80, stride: 2, count: 3),
      BlockGroup(kernel: 5, expansion: 6, channels: 112, stride: 1, count: 3),
      BlockGroup(kernel: 5, expansion: 6, channels: 192, stride: 2, count: 4),
      BlockGroup(kernel: 3, expansion: 6, channels: 320, stride: 1, count: 1),
    ])
    globalAverage("global_pool")
    try head("classifier")
  }

  /// A stem of 32 channels, blocks, and a pointwise convolution of 1,280.
  private mutating func invertedResiduals(_ groups: [BlockGroup]) throws(GraphError) {
    let isTorchvision = names == .torchvision
    try convolution(isTorchvision ? "features.0.0" : "conv_stem", channels: 32, kernel: 3, stride: 2)
    try normalization(isTorchvision ? "features.0.1" : "bn1", then: .relu6)
    var number = 1
    for (stage, group) in groups.enumerated() {
      for block in 0..<group.count {
        let prefix = isTorchvision ? "features.\(number)" : "blocks.\(stage).\(block)"
        try invertedResidual(
          isTorchvision
            ? .torchvision(prefix, expands: group.expansion > 1)
            : .timm(prefix, expands: group.expansion > 1),
          group, stride: block == 0 ? group.stride : 1)
        number += 1
      }
    }
    try convolution(isTorchvision ? "features.\(number).0" : "conv_head", channels: 1280, kernel: 1)
    try normalization(isTorchvision ? "features.\(number).1" : "bn2", then: .relu6)
  }

  private mutating func invertedResidual(
    _ names: BlockNames, _ group: BlockGroup, stride: Int
  ) throws(GraphError) {
    let entry = current
    let inputChannels = try shape().channels
    if let expand = names.expand {
      try convolution(expand.layer, channels: inputChannels * group.expansion, kernel: 1)
      try normalization(expand.normalization, then: .relu6)
    }
    try depthwise(names.depthwise.layer, kernel: group.kernel, stride: stride)
    try normalization(names.depthwise.normalization, then: .relu6)
    try convolution(names.project.layer, channels: group.channels, kernel: 1)
    try normalization(names.project.normalization)
    guard stride == 1, inputChannels == group.channels else { return }
    add("\(names.prefix).add", .add(Add()), from: [entry, current])
  }
}

/// What the parts of an inverted residual are called.
private struct BlockNames {
  typealias Part = (layer: String, normalization: String)

  var prefix: String
  var expand: Part?
  var depthwise: Part
  var project: Part

  static func torchvision(_ prefix: String, expands: Bool) -> BlockNames {
    let base = "\(prefix).conv"
    return BlockNames(
      prefix: prefix, expand: expands ? ("\(base).0.0", "\(base).0.1") : nil,
      depthwise: expands ? ("\(base).1.0", "\(base).1.1") : ("\(base).0.0", "\(base).0.1"),
      project: expands ? ("\(base).2", "\(base).3") : ("\(base).1", "\(base).2"))
  }

  static func timm(_ prefix: String, expands: Bool) -> BlockNames {
    expands
      ? BlockNames(
        prefix: prefix, expand: ("\(prefix).conv_pw", "\(prefix).bn1"),
        depthwise: ("\(prefix).conv_dw", "\(prefix).bn2"), project: ("\(prefix).conv_pwl", "\(prefix).bn3"))
      : BlockNames(
        prefix: prefix, expand: nil, depthwise: ("\(prefix).conv_dw", "\(prefix).bn1"),
        project: ("\(prefix).conv_pw", "\(prefix).bn2"))
  }
}
