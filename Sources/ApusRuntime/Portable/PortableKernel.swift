import ApusModel

/// An operator in plain Swift, in a file of its name: the specification of what int8 answers are. Every back end's kernel
/// gives the same bytes.
protocol PortableKernel: RecordBody {
  /// Computes the output from the inputs.
  func run(in arena: UnsafeMutablePointer<Int8>)
}

/// The portable operators alone: of processors without kernels of their own.
enum Portable: BackEnd {
  @inline(__always)
  static var hasScratch: Bool { false }

  @inline(__always)
  static func scratchBytes<K: Kernel>(for kernel: K) -> Int? { nil }

  @inline(__always)
  static func run<K: Kernel>(
    _ kernel: K, in arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer
  ) {
    kernel.run(in: arena)
  }
}
