#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension apus_max_pool {
    /// A max pool whose windows lie wholly inside its input; nil where one reaches into padding.
    init?(_ body: PoolRecord, arena: UnsafeMutablePointer<Int8>) {
      let (window, channels) = (body.window, body.input.channels)
      guard window.top == 0, window.left == 0,
        (body.output.height - 1) * window.strideHeight + window.kernelHeight <= body.input.height,
        (body.output.width - 1) * window.strideWidth + window.kernelWidth <= body.input.width
      else { return nil }
      let row = body.input.width * channels
      self.init(
        input: arena + body.input.offset, output: arena + body.output.offset, input_row: row,
        row_step: window.strideHeight * row, column_step: window.strideWidth * channels,
        input_height: body.input.height, output_height: body.output.height, output_width: body.output.width,
        channels: channels, kernel_height: window.kernelHeight, kernel_width: window.kernelWidth,
        clamp_low: Int8(truncatingIfNeeded: body.clampLow),
        clamp_high: Int8(truncatingIfNeeded: body.clampHigh))
    }
  }

  extension apus_mean_pool {
    /// A mean over windows; nil where these are too large for the kernel's division.
    init?(_ body: PoolRecord, arena: UnsafeMutablePointer<Int8>) {
      guard body.window.area <= 2048 else { return nil }
      let window = body.window
      self.init(
        input: arena + body.input.offset, output: arena + body.output.offset, input_height: body.input.height,
        input_width: body.input.width, output_height: body.output.height, output_width: body.output.width,
        channels: body.input.channels, kernel_height: window.kernelHeight, kernel_width: window.kernelWidth,
        stride_height: window.strideHeight, stride_width: window.strideWidth, top: window.top,
        left: window.left, clamp_low: Int8(truncatingIfNeeded: body.clampLow),
        clamp_high: Int8(truncatingIfNeeded: body.clampHigh), scales: 0, bias: 0, multiplier: 0,
        left_shift: 0,
        right_shift: 0, zero_point: 0)
    }

    /// The mean over all positions.
    init(_ body: GlobalAveragePoolRecord, arena: UnsafeMutablePointer<Int8>) {
      let positions = Int32(truncatingIfNeeded: body.input.positions)
      self.init(
        input: arena + body.input.offset, output: arena + body.output.offset, input_height: body.input.height,
        input_width: body.input.width, output_height: 1, output_width: 1, channels: body.input.channels,
        kernel_height: body.input.height, kernel_width: body.input.width, stride_height: 1, stride_width: 1,
        top: 0, left: 0, clamp_low: Int8(truncatingIfNeeded: body.clampLow),
        clamp_high: Int8(truncatingIfNeeded: body.clampHigh), scales: 1,
        bias: 0 &- positions &* body.input.zeroPoint, multiplier: body.factor.multiplier,
        left_shift: max(body.factor.shift, 0), right_shift: max(0 &- body.factor.shift, 0),
        zero_point: body.output.zeroPoint)
    }
  }
#endif
