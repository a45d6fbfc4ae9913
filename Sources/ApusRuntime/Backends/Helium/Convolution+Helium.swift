import ApusModel

#if canImport(CArmHelium)
  import CArmHelium
#endif

extension ConvolutionRecord {
  /// Bias and the sums of three positions for the channels of a group, and three windows.
  var heliumScratchBytes: Int? {
    let channels = (output.channels / groups &+ 3) & ~3
    return constants.heliumScratchBytes &+ 16 &* channels
      &+ (takesWindowsInPlace ? 0 : 3 &* Model.aligned(window.area &* groupChannels))
  }

  /// Whether windows are single positions, all of them inside the input.
  var takesWindowsInPlace: Bool {
    window.area == 1 && window.top == 0 && window.left == 0
      && (output.height &- 1) &* window.strideHeight < input.height
      && (output.width &- 1) &* window.strideWidth < input.width
  }
}

#if canImport(CArmHelium)
  extension ConvolutionRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumConvolution(
        input: HeliumValue(input, in: arena), output: HeliumValue(output, in: arena),
        window: HeliumWindow(window),
        constants: HeliumConstants(constants, scratch: scratch),
        end: HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh),
        groups: groups, is_in_place: takesWindowsInPlace ? 1 : 0, rotations: 0,
        scratch: scratch + constants.heliumScratchBytes)
      helium_convolve(&call)
    }
  }
#endif
