import ApusEngine
import ApusGraph
import Testing

/// Nodes that training makes in one: values and gradients must be those of the nodes one by one.
@Suite(.serialized)
struct FusionTests {
  private static let rectifiers: [Operation] = [
    .relu(ReLU()), .relu6(ReLU6()), .leakyReLU(LeakyReLU(slope: 0.2)),
  ]

  @Test("A convolution of few channels, a rectifier and a 2×2 maximum", arguments: rectifiers)
  func pooledConvolution(_ rectifier: Operation) throws {
    for (input, channels, kernel, padding, hasBias) in [
      (Shape(height: 6, width: 6, channels: 1), 6, Size(5), Padding.all(2), true),
      (Shape(height: 7, width: 8, channels: 6), 16, Size(5), .valid, true),
      (Shape(height: 7, width: 6, channels: 3), 18, Size(3), .same, false),
      (Shape(height: 6, width: 7, channels: 15), 5, Size(height: 2, width: 4), .valid, true),
      (
        Shape(height: 5, width: 5, channels: 2), 19, Size(height: 4, width: 1),
        .explicit(top: 3, bottom: 0, left: 0, right: 1), false
      ),
    ] {
      var builder = Reference.builder(input)
      let probe = DepthwiseConvolution(channels: input.channels, window: Window(kernel: Size(1)))
      builder.add("probe", .depthwiseConvolution(probe))
      let window = Window(kernel: kernel, padding: padding)
      let body = Convolution(
        inputChannels: input.channels, outputChannels: channels, window: window, hasBias: hasBias)
      builder.add("convolution", .convolution(body))
      builder.add("rectifier", rectifier)
      builder.add("pool", .maxPool(MaxPool(2)))
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("end", features: 3)
      #expect(
        try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 21), batchSize: 2)
          == [])
    }
  }

  @Test("Batch normalization and a rectifier", arguments: rectifiers)
  func normalization(_ rectifier: Operation) throws {
    for channels in [3, 16, 37] {
      var builder = Reference.builder(Shape(height: 3, width: 2, channels: 2))
      try builder.convolution("before", channels: channels, kernel: 1, hasBias: false)
      try builder.batchNormalization("normalization")
      builder.add("rectifier", rectifier)
      builder.add("flatten", .flatten(Flatten()))
      try builder.dense("end", features: 3)
      #expect(
        try Reference.disagreements(Reference.randomized(builder.build(seed: 1), seed: 22), batchSize: 4)
          == [])
    }
  }
}
