import ApusModel

/// An operator as processors with Helium execute it, the vectors of Armv8.1-M (Cortex-M55 and M85). The kernels are C, in
/// CArmHelium, which only a build for such a processor can import; what scratch memory they need, every build can tell.
protocol HeliumKernel: PortableKernel {
  /// Bytes of scratch memory that it needs; nil where it needs none.
  var heliumScratchBytes: Int? { get }

  /// Computes the output from the inputs.
  /// - Parameter scratch: `heliumScratchBytes` bytes, starting at a multiple of 16.
  func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer)
}

extension HeliumKernel {
  @inline(__always)
  var heliumScratchBytes: Int? { nil }

  @inline(__always)
  func runWithHelium(in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer) {
    run(in: arena)
  }
}

/// The kernels for Helium.
enum Helium: BackEnd {
  @inline(__always)
  static var hasScratch: Bool { true }

  @inline(__always)
  static func scratchBytes<K: Kernel>(for kernel: K) -> Int? { kernel.heliumScratchBytes }

  @inline(__always)
  static func run<K: Kernel>(
    _ kernel: K, in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer
  ) {
    kernel.runWithHelium(in: arena, scratch: scratch)
  }
}
