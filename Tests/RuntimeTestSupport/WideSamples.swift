import ApusGraph

extension SampleGraphs {
  /// Layers, rectifiers, differences and moved elements of int16, and rows of a table by their indices of int32.
  public static func wide() -> QuantizedGraph {
    var random = RandomSource(seed: 31)
    func node(_ name: String, _ operation: Operation, _ inputs: [String], weights: Int = 0) -> QuantizedNode {
      let layer = operation.weighted
      return QuantizedNode(
        name: name, operation: operation, inputs: inputs,
        output: QuantizationParameters(scale: 0.001, zeroPoint: 0),
        weights: layer.map { layer in
          QuantizedWeights(
            shape: layer.parameters[0].shape,
            values: (0..<layer.parameters[0].count).map { _ in Int8(random.integer(below: 255) - 127) },
            scales: (0..<layer.outputChannels).map { _ in random.uniform(0.0005, 0.004) })
        }, elementType: .int16,
        wideBias: layer.map { layer in
          (0..<layer.outputChannels).map { _ in Int64(random.integer(below: 1 << 22)) - 1 << 21 }
        })
    }
    let kernel = Window(kernel: Size(3), padding: .same)
    let indices = QuantizedInput(
      name: "indices", shape: [4], quantization: QuantizationParameters(scale: 1, zeroPoint: 0),
      elementType: .int32)
    let row = QuantizationParameters(scale: 0.02, zeroPoint: 3)
    return QuantizedGraph(
      name: "wide",
      inputs: [
        QuantizedInput(
          name: "map", shape: [4, 5, 2], quantization: QuantizationParameters(scale: 0.001, zeroPoint: 0),
          elementType: .int16), indices,
      ],
      outputs: [
        QuantizedOutput(name: "end", node: "end", meaning: .values),
        QuantizedOutput(name: "rows", node: "rows", meaning: .values),
      ],
      nodes: [
        node("conv", .convolution(Convolution(inputChannels: 2, outputChannels: 4, window: kernel)), ["map"]),
        node("peaks", .maxPool(MaxPool(window: kernel)), ["conv"]),
        node("means", .averagePool(AveragePool(window: kernel)), ["peaks"]),
        node("leaky", .leakyReLU(LeakyReLU(slope: 0.1)), ["means"]),
        node(
          "depthwise", .depthwiseConvolution(DepthwiseConvolution(channels: 4, window: kernel)), ["leaky"]),
        node("difference", .subtract(Subtract()), ["depthwise", "leaky"]),
        node("product", .multiply(Multiply()), ["difference", "conv"]),
        node(
          "up",
          .transposedConvolution(
            TransposedConvolution(inputChannels: 4, outputChannels: 3, kernel: Size(2), stride: Size(2))),
          ["product"]),
        node(
          "cut",
          .slice(
            Slice(
              rows: .init(begin: 1, count: 3, stride: 2), columns: .init(begin: 0, count: 10),
              channels: .init(begin: 0, count: 2, stride: 2))), ["up"]),
        node("turned", .transpose(Transpose(order: [2, 0, 1])), ["cut"]),
        node("picked", .gather(Gather(axis: 1, indices: [2, 0])), ["turned"]),
        node(
          "padded",
          .pad(Pad(border: ResolvedPadding(top: 1, bottom: 0, left: 0, right: 2), channelsBefore: 1)),
          ["picked"]),
        node("end", .concatenate(Concatenate(axis: .rows)), ["padded", "padded"]),
        QuantizedNode(
          name: "rows", operation: .embedding(Embedding(count: 6, features: 3)), inputs: ["indices"],
          output: row, operand: QuantizedOperand(values: random.integers(18), quantization: row)),
      ])
  }

  /// Layers whose weights have zero points, as those of uint8 networks.
  public static func shiftedWeights() -> QuantizedGraph {
    var random = RandomSource(seed: 32)
    func node(_ name: String, _ operation: Operation, _ input: String) -> QuantizedNode {
      let layer = operation.weighted!
      return QuantizedNode(
        name: name, operation: operation, inputs: [input], activation: .relu6,
        output: QuantizationParameters(scale: 6 / 255, zeroPoint: -128),
        weights: QuantizedWeights(
          shape: layer.parameters[0].shape, values: random.integers(layer.parameters[0].count),
          scales: [0.005], zeroPoint: random.integer(below: 100) - 50),
        bias: (0..<layer.outputChannels).map { _ in Int32(random.integer(below: 2000) - 1000) })
    }
    return QuantizedGraph(
      name: "shifted",
      inputs: [
        QuantizedInput(
          name: "input", shape: [6, 5, 3], quantization: QuantizationParameters(scale: 1 / 128, zeroPoint: -4)
        )
      ],
      nodes: [
        node(
          "conv",
          .convolution(
            Convolution(
              inputChannels: 3, outputChannels: 4,
              window: Window(kernel: Size(3), stride: Size(2), padding: .same))),
          "input"),
        node(
          "depthwise",
          .depthwiseConvolution(
            DepthwiseConvolution(channels: 4, window: Window(kernel: Size(3), padding: .same))), "conv"),
        QuantizedNode(
          name: "flat", operation: .flatten(Flatten()), inputs: ["depthwise"],
          output: QuantizationParameters(scale: 6 / 255, zeroPoint: -128)),
        node("dense", .dense(Dense(inputFeatures: 36, outputFeatures: 5)), "flat"),
      ])
  }
}
