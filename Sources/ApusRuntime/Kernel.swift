import ApusModel

#if canImport(CApusKernels)
  /// An operator as every back end has it: in a kernel of its own where the back end's folder has one, and else in the
  /// portable one. A new back end is a folder of kernels, and its protocol here.
  protocol Kernel: ArmDSPKernel, HeliumKernel, VectorKernel {}
#else
  /// An operator as every back end has it: in a kernel of its own where the back end's folder has one, and else in the
  /// portable one. A new back end is a folder of kernels, and its protocol here.
  protocol Kernel: ArmDSPKernel, HeliumKernel {}
#endif

/// A way to execute all operators that needs nothing made ready: what a build for a microcontroller is compiled with.
protocol BackEnd {
  /// Whether any of its kernels needs scratch memory.
  static var hasScratch: Bool { get }

  /// Bytes of scratch memory that an operator needs while it runs; nil where it needs none.
  static func scratchBytes<K: Kernel>(for kernel: K) -> Int?

  /// Computes an operator's output from its inputs.
  /// - Parameter scratch: as many bytes as it needs, starting at a multiple of 16.
  static func run<K: Kernel>(
    _ kernel: K, in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer)
}

// The back end of this build: the one whose C module can be imported, which the processor's instructions decide.
#if canImport(CArmHelium)
  typealias BuildBackEnd = Helium
#elseif canImport(CArmDSP)
  typealias BuildBackEnd = ArmDSP
#else
  typealias BuildBackEnd = Portable
#endif
