#if canImport(CArmHelium)
  import ApusModel
  import CArmHelium

  extension ConvolutionRecord {
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
    func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
      var call = HeliumDense(
        input: HeliumValue(input, in: arena), output: arena + output.offset, channels: output.channels,
        constants: HeliumConstants(constants),
        end: HeliumEnd(zero_point: output.zeroPoint, low: clampLow, high: clampHigh),
        block: heliumChannelBlock, scratch: scratch.assumingMemoryBound(to: Int32.self))
      helium_multiply(&call)
    }
  }
#endif
