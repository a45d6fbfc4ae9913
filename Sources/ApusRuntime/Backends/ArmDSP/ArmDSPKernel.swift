import ApusModel

/// An operator as processors with the DSP instructions of Armv7E-M execute it (Cortex-M4 and M7): two 16-bit numbers or
/// four bytes at a time in a 32-bit word. The kernels are Swift; on other machines their instructions are computed in
/// plain Swift too (`Pair`), so that all of it is tested on a workstation.
protocol ArmDSPKernel: PortableKernel {
  /// Bytes of scratch memory that it needs; nil where it needs none.
  var armDSPScratchBytes: Int? { get }

  /// Computes the output from the inputs.
  /// - Parameter scratch: `armDSPScratchBytes` bytes, starting at a multiple of 4.
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer)
}

extension ArmDSPKernel {
  @inline(__always)
  var armDSPScratchBytes: Int? { nil }

  @inline(__always)
  func runWithArmDSP(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    run(in: arena)
  }
}

/// The kernels for Armv7E-M.
enum ArmDSP: BackEnd {
  @inline(__always)
  static var hasScratch: Bool { true }

  @inline(__always)
  static func scratchBytes<K: Kernel>(for kernel: K) -> Int? { kernel.armDSPScratchBytes }

  @inline(__always)
  static func run<K: Kernel>(
    _ kernel: K, in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer
  ) {
    kernel.runWithArmDSP(in: arena, scratch: scratch)
  }
}
