#if canImport(CApusKernels)
  import ApusModel

  extension SoftmaxRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      PreparedSoftmax(self, in: &workspace).map { .softmax($0) } ?? .portable
    }
  }

  /// A softmax with a table of the exponentials of all differences between two inputs.
  struct PreparedSoftmax {
    private let body: SoftmaxRecord
    private let exponentials: UnsafePointer<Int32>

    /// Nil while the workspace only measures.
    init?(_ body: SoftmaxRecord, in workspace: inout Workspace) {
      guard let memory = workspace.take(Int32.self, 256) else { return nil }
      for difference in 0..<256 { memory[difference] = body.exponential(0 &- Int32(difference)) }
      self.body = body
      exponentials = UnsafePointer(memory)
    }

    func run(in arena: UnsafeMutablePointer<Int8>) {
      body.run(in: arena) { exponentials[Int(0 &- $0)] }
    }
  }
#endif
