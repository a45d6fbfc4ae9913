#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension DenseRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      let kernels = workspace.kernels
      let convolution = PreparedConvolution(self, kernels)
      return .kernel(kernels.convolve, convolution.place(in: &workspace, arena: arena))
    }
  }
#endif
