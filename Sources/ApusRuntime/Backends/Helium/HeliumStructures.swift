import ApusModel

#if canImport(CArmHelium)
  import CArmHelium

  /// The model's records as the kernels in C take them.
  extension HeliumValue {
    init(_ record: TensorRecord, in arena: UnsafeMutablePointer<Int8>) {
      self.init(
        elements: arena + record.offset, height: record.height, width: record.width,
        channels: record.channels,
        zero_point: record.zeroPoint)
    }
  }

  extension HeliumWindow {
    init(_ window: WindowRecord) {
      self.init(
        kernel_height: window.kernelHeight, kernel_width: window.kernelWidth,
        stride_height: window.strideHeight,
        stride_width: window.strideWidth, dilation_height: window.dilationHeight,
        dilation_width: window.dilationWidth, top: window.top, left: window.left)
    }
  }

  extension HeliumConstants {
    /// - Parameter scratch: `ChannelConstants.heliumScratchBytes` bytes, starting at a multiple of 16.
    init(_ constants: ChannelConstants, scratch: UnsafeMutableRawPointer) {
      if let arrays = constants.arrays {
        self.init(
          bias: arrays.bias, multipliers: arrays.multipliers, weights: constants.weights,
          shifts: arrays.shifts)
        return
      }
      let bias = scratch.assumingMemoryBound(to: Int32.self)
      let multipliers = bias + constants.channels
      let shifts = UnsafeMutableRawPointer(multipliers + constants.channels).assumingMemoryBound(
        to: Int8.self)
      for channel in 0..<constants.channels {
        let factor = constants.factor(channel)
        bias[channel] = constants.bias(channel)
        multipliers[channel] = factor.multiplier
        shifts[channel] = Int8(truncatingIfNeeded: factor.shift)
      }
      self.init(bias: bias, multipliers: multipliers, weights: constants.weights, shifts: shifts)
    }
  }

  extension HeliumFactor {
    init(_ factor: FixedPointMultiplier) { self.init(multiplier: factor.multiplier, shift: factor.shift) }
  }

  extension HeliumPool {
    init(_ pool: PoolRecord, in arena: UnsafeMutablePointer<Int8>) {
      self.init(
        input: HeliumValue(pool.input, in: arena), output: HeliumValue(pool.output, in: arena),
        window: HeliumWindow(pool.window),
        end: HeliumEnd(zero_point: 0, low: pool.clampLow, high: pool.clampHigh))
    }
  }
#endif

extension ChannelConstants {
  /// Bytes for what the kernels take as arrays where the file does not have it so: biases, multipliers and shifts.
  @inline(__always)
  var heliumScratchBytes: Int {
    isBuiltIn(.compactForm) && encodings.weightsAreLast ? Model.aligned(9 &* channels) : 0
  }
}
