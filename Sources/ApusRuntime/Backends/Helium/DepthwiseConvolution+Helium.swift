import ApusModel

#if canImport(CArmHelium)
  import CArmHelium
#endif

extension DepthwiseConvolutionRecord {
  /// Biases, sums, factors and bytes of 16 channels; their taps in whole vectors, of the window and of the weights in
  /// each rotation.
  var heliumScratchBytes: Int? { 336 &+ 16 &* Model.aligned(window.area) &* (rotations &+ 1) }

  /// The kernel's columns, where windows that follow each other share some: 1 where these are put in anew for each, or
  /// where so many would take too much memory.
  var rotations: Int { window.dilationWidth == 1 && window.kernelWidth <= 5 ? window.kernelWidth : 1 }
}

#if canImport(CArmHelium)
  extension DepthwiseConvolutionRecord {
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumConvolution(
        input: HeliumValue(input, in: arena), output: HeliumValue(output, in: arena),
        window: HeliumWindow(window),
        constants: HeliumConstants(constants),
        end: HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh),
        groups: 1, is_in_place: 0, rotations: rotations, scratch: scratch)
      helium_convolve_depthwise(&call)
    }
  }
#endif
