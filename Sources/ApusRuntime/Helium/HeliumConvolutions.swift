#if canImport(CArmHelium)
  import ApusModel
  import CArmHelium

  extension ConvolutionRecord {
    /// Bias and the sums of three positions for the channels of a group, and three windows.
    var heliumScratchBytes: Int {
      let channels = (output.channels / groups &+ 3) & ~3
      return 16 &* channels &+ (takesWindowsInPlace ? 0 : 3 &* Model.aligned(window.area &* groupChannels))
    }

    /// Whether windows are single positions, all of them inside the input.
    private var takesWindowsInPlace: Bool {
      window.area == 1 && window.top == 0 && window.left == 0
        && (output.height &- 1) &* window.strideHeight < input.height
        && (output.width &- 1) &* window.strideWidth < input.width
    }

    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumConvolution(
        input: HeliumValue(input, in: arena), output: HeliumValue(output, in: arena),
        window: HeliumWindow(window),
        constants: HeliumConstants(constants),
        end: HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh),
        groups: groups, is_in_place: takesWindowsInPlace ? 1 : 0, rotations: 0, scratch: scratch)
      helium_convolve(&call)
    }
  }

  extension DepthwiseConvolutionRecord {
    /// Biases, sums, factors and bytes of 16 channels; their taps in whole vectors, of the window and of the weights in
    /// each rotation.
    var heliumScratchBytes: Int { 336 &+ 16 &* Model.aligned(window.area) &* (rotations &+ 1) }

    /// The kernel's columns, where windows that follow each other share some: 1 where these are put in anew for each, or
    /// where so many would take too much memory.
    private var rotations: Int {
      window.dilationWidth == 1 && window.kernelWidth <= 5 ? window.kernelWidth : 1
    }

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

  extension DenseRecord {
    /// The sums of some channels.
    var heliumScratchBytes: Int { 4 &* min(output.channels, Int(HELIUM_DENSE_ROWS)) }

    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumDense(
        input: HeliumValue(input, in: arena), output: arena + output.offset, channels: output.channels,
        constants: HeliumConstants(constants),
        end: HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh),
        scratch: scratch.assumingMemoryBound(to: Int32.self))
      helium_multiply(&call)
    }
  }
#endif
