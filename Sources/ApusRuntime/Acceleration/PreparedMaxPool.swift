#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// A max pool whose windows lie wholly inside its input, made ready for the vector kernel.
  struct PreparedMaxPool {
    private let call: apus_max_pool
    private let input: Int
    private let output: Int

    /// Nil where a window reaches into padding.
    init?(_ body: PoolRecord) {
      let (window, channels) = (body.window, body.input.channels)
      guard window.top == 0, window.left == 0,
        (body.output.height - 1) * window.strideHeight + window.kernelHeight <= body.input.height,
        (body.output.width - 1) * window.strideWidth + window.kernelWidth <= body.input.width
      else { return nil }
      input = body.input.offset
      output = body.output.offset
      let row = body.input.width * channels
      call = apus_max_pool(
        input: nil, output: nil, input_row: row, row_step: window.strideHeight * row,
        column_step: window.strideWidth * channels, input_height: body.input.height,
        output_height: body.output.height,
        output_width: body.output.width, channels: channels, kernel_height: window.kernelHeight,
        kernel_width: window.kernelWidth, clamp_low: Int8(truncatingIfNeeded: body.clampLow),
        clamp_high: Int8(truncatingIfNeeded: body.clampHigh))
    }

    func run(in arena: UnsafeMutablePointer<Int8>) {
      var call = call
      call.input = UnsafePointer(arena + input)
      call.output = arena + output
      #if arch(x86_64)
        apus_max_pool_avx2(&call)
      #endif
    }
  }
#endif
