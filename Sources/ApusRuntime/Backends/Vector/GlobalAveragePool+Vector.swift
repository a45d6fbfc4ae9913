#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension GlobalAveragePoolRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      .kernel(workspace.kernels.mean_pool, workspace.keep(apus_mean_pool(self, arena: arena)))
    }
  }

  extension apus_mean_pool {
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
