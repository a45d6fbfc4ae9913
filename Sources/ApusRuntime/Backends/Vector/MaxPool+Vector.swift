#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension MaxPoolRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      guard let call = apus_max_pool(pool, arena: arena) else { return .portable }
      return .kernel(workspace.kernels.max_pool, workspace.keep(call))
    }
  }

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
#endif
