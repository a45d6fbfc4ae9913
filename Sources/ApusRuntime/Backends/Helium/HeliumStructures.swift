#if canImport(CArmHelium)
  import ApusModel
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
    init(_ constants: ChannelConstants) {
      self.init(
        bias: constants.bias, multipliers: constants.multipliers, weights: constants.weights,
        shifts: constants.shifts)
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
