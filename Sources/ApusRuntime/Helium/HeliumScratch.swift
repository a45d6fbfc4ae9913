import ApusModel

// What the kernels for Helium need of scratch memory: for every build to tell.

extension ConvolutionRecord {
  /// Bias and the sums of three positions for the channels of a group, and three windows.
  var heliumScratchBytes: Int {
    let channels = (output.channels / groups &+ 3) & ~3
    return 16 &* channels &+ (takesWindowsInPlace ? 0 : 3 &* Model.aligned(window.area &* groupChannels))
  }

  /// Whether windows are single positions, all of them inside the input.
  var takesWindowsInPlace: Bool {
    window.area == 1 && window.top == 0 && window.left == 0
      && (output.height &- 1) &* window.strideHeight < input.height
      && (output.width &- 1) &* window.strideWidth < input.width
  }
}

extension DepthwiseConvolutionRecord {
  /// Biases, sums, factors and bytes of 16 channels; their taps in whole vectors, of the window and of the weights in
  /// each rotation.
  var heliumScratchBytes: Int { 336 &+ 16 &* Model.aligned(window.area) &* (rotations &+ 1) }

  /// The kernel's columns, where windows that follow each other share some: 1 where these are put in anew for each, or
  /// where so many would take too much memory.
  var rotations: Int { window.dilationWidth == 1 && window.kernelWidth <= 5 ? window.kernelWidth : 1 }
}

extension DenseRecord {
  /// The sums of some channels.
  var heliumScratchBytes: Int { 4 &* heliumChannelBlock }

  /// Channels whose sums are kept at a time.
  var heliumChannelBlock: Int { min(output.channels, 48) }
}

extension Session {
  /// Bytes of scratch memory that the kernels for Helium need for an operator.
  @inline(__always)
  static func heliumScratchBytes(for record: OperatorRecord, in model: Model) -> Int {
    switch record.kind {
    case .convolution: isBuiltIn(.convolution) ? ConvolutionRecord(record, in: model).heliumScratchBytes : 0
    case .depthwiseConvolution:
      isBuiltIn(.depthwiseConvolution)
        ? DepthwiseConvolutionRecord(record, in: model).heliumScratchBytes : 0
    case .dense: isBuiltIn(.dense) ? DenseRecord(record, in: model).heliumScratchBytes : 0
    default: 0
    }
  }
}
