#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension MaximumRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      terms.prepared(for: workspace.kernels.maximum, arena: arena, in: &workspace)
    }
  }

  extension MinimumRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      terms.prepared(for: workspace.kernels.minimum, arena: arena, in: &workspace)
    }
  }

  extension ExtremumTerms {
    /// Of two values of the output's extents; all else is left to the portable operator.
    fileprivate func prepared(
      for kernel: @escaping @convention(c) (UnsafeRawPointer?) -> Void, arena: UnsafeMutablePointer<Int8>,
      in workspace: inout Workspace
    ) -> PreparedOperator {
      guard operands.isPlain else { return .portable }
      let operation = apus_extremum(
        first: arena + operands.first.offset, second: arena + operands.second.offset,
        output: arena + operands.output.offset, count: operands.output.count,
        clamp_low: Int8(truncatingIfNeeded: clampLow), clamp_high: Int8(truncatingIfNeeded: clampHigh))
      return .kernel(kernel, workspace.keep(operation))
    }
  }
#endif
