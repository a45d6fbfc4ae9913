#if canImport(CApusKernels)
  import ApusModel

  /// An operator as processors with an operating system execute it, by the vector kernels of CApusKernels. What these take
  /// is made ready when a session is made: weights in the order in which they are multiplied, the description of the
  /// call, tables.
  protocol VectorKernel: PortableKernel {
    /// Makes it ready.
    /// - Parameter workspace: gives memory, or only counts what is needed.
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator
  }

  extension VectorKernel {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      .portable
    }
  }

  /// Makes an operator ready.
  struct Preparation: KernelVisitor {
    let arena: UnsafeMutablePointer<Int8>
    private(set) var workspace: Workspace
    private(set) var prepared = PreparedOperator.portable

    init(arena: UnsafeMutablePointer<Int8>, workspace: Workspace) {
      (self.arena, self.workspace) = (arena, workspace)
    }

    mutating func visit<K: Kernel>(_ kernel: K) {
      prepared = kernel.prepareForVectors(arena: arena, in: &workspace)
    }
  }
#endif
