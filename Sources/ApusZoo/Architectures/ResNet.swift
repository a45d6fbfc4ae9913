import ApusGraph

extension Zoo {
  /// The ResNet-8 of MLPerf Tiny's image classification (Banbury et al. 2021): one basic block for each of
  /// 16, 32 and 64 channels; 1×1 convolutions on the shortcuts where the size changes.
  public static func resNet8(
    inputShape: Shape = [32, 32, 3], classes: Int = 10, seed: UInt64 = 0
  ) throws(GraphError) -> Graph {
    try resNet(
      .resNet8, blocks: 1, shortcut: .projection, head: "fc", inputShape: inputShape, classes: classes,
      seed: seed)
  }

  /// The ResNet-20 of He et al. 2016, section 4.2: three basic blocks for each of 16, 32 and 64 channels;
  /// shortcuts without parameters (option A) take every second pixel and pad channels with zeros.
  public static func resNet20(
    inputShape: Shape = [32, 32, 3], classes: Int = 10, seed: UInt64 = 0
  ) throws(GraphError) -> Graph {
    try resNet(
      .resNet20, blocks: 3, shortcut: .zeroPadding, head: "linear", inputShape: inputShape,
      classes: classes, seed: seed)
  }

  fileprivate enum Shortcut { case projection, zeroPadding }

  private static func resNet(
    _ architecture: Architecture, blocks: Int, shortcut: Shortcut, head: String, inputShape: Shape,
    classes: Int, seed: UInt64
  ) throws(GraphError) -> Graph {
    var builder = GraphBuilder(
      name: architecture.rawValue, inputShape: inputShape,
      preprocessing: architecture.preprocessing(inputShape))
    try builder.convolution("conv1", channels: 16, kernel: 3, padding: .all(1), hasBias: false)
    try builder.batchNormalization("bn1")
    builder.add("relu", .relu(ReLU()))
    for (stage, channels) in [16, 32, 64].enumerated() {
      for block in 0..<blocks {
        try builder.basicBlock(
          "layer\(stage + 1).\(block)", channels: channels, stride: stage > 0 && block == 0 ? 2 : 1,
          shortcut: shortcut)
      }
    }
    builder.add("avgpool", .globalAveragePool(GlobalAveragePool()))
    try builder.dense(head, features: classes)
    return try builder.build(seed: seed)
  }
}

extension GraphBuilder {
  /// Two 3×3 convolutions and a shortcut around them, added and rectified.
  fileprivate mutating func basicBlock(
    _ prefix: String, channels: Int, stride: Int, shortcut: Zoo.Shortcut
  ) throws(GraphError) {
    let entry = current
    let inputChannels = try shape().channels
    try convolution(
      "\(prefix).conv1", channels: channels, kernel: 3, stride: stride, padding: .all(1), hasBias: false)
    try batchNormalization("\(prefix).bn1")
    add("\(prefix).relu1", .relu(ReLU()))
    try convolution("\(prefix).conv2", channels: channels, kernel: 3, padding: .all(1), hasBias: false)
    try batchNormalization("\(prefix).bn2")
    let residual = current

    current = entry
    if stride != 1 || inputChannels != channels {
      switch shortcut {
      case .projection:
        try convolution(
          "\(prefix).downsample.0", channels: channels, kernel: 1, stride: stride, padding: .valid,
          hasBias: false)
        try batchNormalization("\(prefix).downsample.1")
      case .zeroPadding:
        let step = Window(kernel: Size(1), stride: Size(stride))
        add("\(prefix).shortcut.subsample", .maxPool(MaxPool(window: step)))
        let missing = channels - inputChannels
        let border = ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0)
        let pad = Pad(border: border, channelsBefore: missing / 2, channelsAfter: missing - missing / 2)
        add("\(prefix).shortcut.pad", .pad(pad))
      }
    }
    add("\(prefix).add", .add(Add()), from: [residual, current])
    add("\(prefix).relu2", .relu(ReLU()))
  }
}
