import ApusGraph

extension PublishedBuilder {
  /// A ResNet for ImageNet: four stages of 64, 128, 256 and 512 channels.
  /// - Parameters:
  ///   - blocks: how many each stage has.
  ///   - areBottlenecks: whether they are a 3×3 convolution between two of 1×1, the last with four times the channels.
  mutating func resNet(blocks: [Int], areBottlenecks: Bool) throws(GraphError) {
    try convolution("conv1", channels: 64, kernel: 7, stride: 2)
    try normalization("bn1", then: .relu)
    try maxPool("maxpool", padding: 1)
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        try residualBlock(
          "layer\(stage + 1).\(block)", channels: 64 << stage, stride: stage > 0 && block == 0 ? 2 : 1,
          isBottleneck: areBottlenecks)
      }
    }
    globalAverage("avgpool")
    try head("fc")
  }

  /// A ResNet for images of 32×32: three stages of 16, 32 and 64 channels.
  mutating func smallResNet(blocks: Int) throws(GraphError) {
    try convolution("conv1", channels: 16, kernel: 3)
    try normalization("bn1", then: .relu)
    for stage in 0..<3 {
      for block in 0..<blocks {
        try residualBlock(
          "layer\(stage + 1).\(block)", channels: 16 << stage, stride: stage > 0 && block == 0 ? 2 : 1,
          isBottleneck: false)
      }
    }
    globalAverage("avgpool")
    try head(names == .linear ? "linear" : "fc")
  }

  private mutating func residualBlock(
    _ prefix: String, channels: Int, stride: Int, isBottleneck: Bool
  ) throws(GraphError) {
    let entry = current
    let inputChannels = try shape().channels
    let outputChannels = isBottleneck ? 4 * channels : channels
    if isBottleneck {
      try convolution("\(prefix).conv1", channels: channels, kernel: 1)
      try normalization("\(prefix).bn1", then: .relu)
      try convolution("\(prefix).conv2", channels: channels, kernel: 3, stride: stride)
      try normalization("\(prefix).bn2", then: .relu)
      try convolution("\(prefix).conv3", channels: outputChannels, kernel: 1)
      try normalization("\(prefix).bn3")
    } else {
      try convolution("\(prefix).conv1", channels: channels, kernel: 3, stride: stride)
      try normalization("\(prefix).bn1", then: .relu)
      try convolution("\(prefix).conv2", channels: channels, kernel: 3)
      try normalization("\(prefix).bn2")
    }
    let residual = current
    current = entry
    if stride != 1 || inputChannels != outputChannels {
      if names == .linear {
        shortcut(prefix, stride: stride, missing: outputChannels - inputChannels)
      } else {
        try convolution("\(prefix).downsample.0", channels: outputChannels, kernel: 1, stride: stride)
        try normalization("\(prefix).downsample.1")
      }
    }
    add("\(prefix).add", .add(Add()), from: [residual, current])
    activation("\(prefix).relu", .relu)
  }

  /// A shortcut without parameters: every second pixel, and channels of zeros before and behind (option A).
  private mutating func shortcut(_ prefix: String, stride: Int, missing: Int) {
    let step = Window(kernel: Size(1), stride: Size(stride))
    add("\(prefix).shortcut.subsample", .maxPool(MaxPool(window: step)))
    let border = ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0)
    let pad = Pad(border: border, channelsBefore: missing / 2, channelsAfter: missing - missing / 2)
    add("\(prefix).shortcut.pad", .pad(pad))
  }
}
