import ApusModel

#if canImport(CArmHelium)
  import CArmHelium
#endif

extension DepthwiseConvolutionRecord {
  /// Biases, sums, factors and bytes of 16 channels; their taps in whole vectors, of the window and of the weights in
  /// each rotation.
  var heliumScratchBytes: Int? {
    constants.heliumScratchBytes &+ 336 &+ 16 &* Model.aligned(window.area) &* (rotations &+ 1)
  }

  /// How many rotations of the weights are stored: one for each of the kernel's columns, or a single one where the
  /// columns of a window are written again for each position, because windows that follow each other share none or
  /// because the rotations would take too much memory.
  var rotations: Int { window.dilationWidth == 1 && window.kernelWidth <= 5 ? window.kernelWidth : 1 }
}

#if canImport(CArmHelium)
  extension DepthwiseConvolutionRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumConvolution(
        input: HeliumValue(input, in: arena), output: HeliumValue(output, in: arena),
        window: HeliumWindow(window),
        constants: HeliumConstants(constants, scratch: scratch),
        end: HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh),
        groups: 1, is_in_place: 0, rotations: rotations,
        scratch: scratch + constants.heliumScratchBytes)
      helium_convolve_depthwise(&call)
    }
  }
#endif
