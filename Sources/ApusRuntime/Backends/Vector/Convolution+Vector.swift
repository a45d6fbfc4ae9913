#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension ConvolutionRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      let kernels = workspace.kernels
      guard let convolution = PreparedConvolution(self, kernels) else { return .portable }
      return .kernel(kernels.convolve, convolution.place(in: &workspace, arena: arena))
    }
  }
#endif
