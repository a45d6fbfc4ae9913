import ApusGraph

/// A block of MobileNetV3: kernel, channels within, channels made, whether it squeezes and excites, what follows its
/// layers, stride.
private struct Bottleneck {
  var kernel: Int
  var expanded: Int
  var channels: Int
  var squeezes: Bool
  var activation: PublishedBuilder.Activation
  var stride: Int
}

extension PublishedBuilder {
  /// MobileNetV3-small of full width (table 2 of the paper).
  mutating func mobileNetV3Small() throws(GraphError) {
    let isTorchvision = names == .torchvision
    try convolution(isTorchvision ? "features.0.0" : "conv_stem", channels: 16, kernel: 3, stride: 2)
    try normalization(isTorchvision ? "features.0.1" : "bn1", then: .hardSwish)
    let stages: [[Bottleneck]] = [
      [Bottleneck(kernel: 3, expanded: 16, channels: 16, squeezes: true, activation: .relu, stride: 2)],
      [
        Bottleneck(kernel: 3, expanded: 72, channels: 24, squeezes: false, activation: .relu, stride: 2),
        Bottleneck(kernel: 3, expanded: 88, channels: 24, squeezes: false, activation: .relu, stride: 1),
      ],
      [
        Bottleneck(kernel: 5, expanded: 96, channels: 40, squeezes: true, activation: .hardSwish, stride: 2),
        Bottleneck(kernel: 5, expanded: 240, channels: 40, squeezes: true, activation: .hardSwish, stride: 1),
        Bottleneck(kernel: 5, expanded: 240, channels: 40, squeezes: true, activation: .hardSwish, stride: 1),
      ],
      [
        Bottleneck(kernel: 5, expanded: 120, channels: 48, squeezes: true, activation: .hardSwish, stride: 1),
        Bottleneck(kernel: 5, expanded: 144, channels: 48, squeezes: true, activation: .hardSwish, stride: 1),
      ],
      [
        Bottleneck(kernel: 5, expanded: 288, channels: 96, squeezes: true, activation: .hardSwish, stride: 2),
        Bottleneck(kernel: 5, expanded: 576, channels: 96, squeezes: true, activation: .hardSwish, stride: 1),
        Bottleneck(kernel: 5, expanded: 576, channels: 96, squeezes: true, activation: .hardSwish, stride: 1),
      ],
    ]
    var number = 1
    for (stage, blocks) in stages.enumerated() {
      for (index, block) in blocks.enumerated() {
        try bottleneck(isTorchvision ? "features.\(number)" : "blocks.\(stage).\(index)", block)
        number += 1
      }
    }
    try convolution(
      isTorchvision ? "features.12.0" : "blocks.5.0.conv", channels: 576, kernel: 1)
    try normalization(isTorchvision ? "features.12.1" : "blocks.5.0.bn1", then: .hardSwish)
    globalAverage("avgpool")
    try dense(isTorchvision ? "classifier.0" : "conv_head", features: 1024)
    activation("classifier.act", .hardSwish)
    dropout("classifier.dropout", rate: 0.2)
    try head(isTorchvision ? "classifier.3" : "classifier")
  }

  private mutating func bottleneck(_ prefix: String, _ block: Bottleneck) throws(GraphError) {
    let entry = current
    let inputChannels = try shape().channels
    let expands = block.expanded != inputChannels
    // Torchvision counts the parts that there are; timm names them.
    var part = 0
    func next(_ timm: String, _ timmNormalization: String) -> (layer: String, normalization: String) {
      names == .torchvision
        ? ("\(prefix).block.\(part).0", "\(prefix).block.\(part).1")
        : ("\(prefix).\(timm)", "\(prefix).\(timmNormalization)")
    }
    if expands {
      let expand = next("conv_pw", "bn1")
      try convolution(expand.layer, channels: block.expanded, kernel: 1)
      try normalization(expand.normalization, then: block.activation)
      part += 1
    }
    let depthwise = next("conv_dw", expands ? "bn2" : "bn1")
    try self.depthwise(depthwise.layer, kernel: block.kernel, stride: block.stride)
    try normalization(depthwise.normalization, then: block.activation)
    part += 1
    if block.squeezes {
      try squeezeAndExcite(names == .torchvision ? "\(prefix).block.\(part)" : "\(prefix).se")
      part += 1
    }
    let project = next(expands ? "conv_pwl" : "conv_pw", expands ? "bn3" : "bn2")
    try convolution(project.layer, channels: block.channels, kernel: 1)
    try normalization(project.normalization)
    guard block.stride == 1, inputChannels == block.channels else { return }
    add("\(prefix).add", .add(Add()), from: [entry, current])
  }

  /// Weighs each channel by what a quarter as many features tell of the means of all (arXiv 1709.01507).
  private mutating func squeezeAndExcite(_ prefix: String) throws(GraphError) {
    let entry = current
    let channels = try shape().channels
    globalAverage("\(prefix).avgpool")
    add("\(prefix).map", .reshape(Reshape(shape: [1, 1, channels])))
    let (reduce, expand) = names == .torchvision ? ("fc1", "fc2") : ("conv_reduce", "conv_expand")
    try convolution("\(prefix).\(reduce)", channels: Self.rounded(channels / 4), kernel: 1, hasBias: true)
    activation("\(prefix).act", .relu)
    try convolution("\(prefix).\(expand)", channels: channels, kernel: 1, hasBias: true)
    add("\(prefix).gate", .function(Function(.hardSigmoid(alpha: 1 / 6, beta: 0.5))))
    add("\(prefix).scale", .multiply(Multiply()), from: [entry, current])
  }

  /// The multiple of 8 nearest to a number of channels, but not less than nine tenths of it.
  private static func rounded(_ channels: Int) -> Int {
    let nearest = max(8, (channels + 4) / 8 * 8)
    return 10 * nearest < 9 * channels ? nearest + 8 : nearest
  }
}
