#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension AveragePoolRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      guard let call = apus_mean_pool(pool, arena: arena) else { return .portable }
      return .kernel(workspace.kernels.mean_pool, workspace.keep(call))
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
  }
#endif
