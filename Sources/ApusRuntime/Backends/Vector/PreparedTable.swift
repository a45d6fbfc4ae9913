#if canImport(CApusKernels)
  import ApusModel

  /// An element-wise function of one value as a table of its 256 results.
  struct PreparedTable {
    /// The results, by the values' bits.
    private let table: UnsafePointer<Int8>
    private let input: UnsafePointer<Int8>
    private let output: UnsafeMutablePointer<Int8>
    private let count: Int

    /// Nil while the workspace only measures.
    /// - Parameter result: what the portable operator makes of one value.
    init?(
      _ input: TensorRecord, _ output: TensorRecord, arena: UnsafeMutablePointer<Int8>,
      in workspace: inout Workspace, _ result: (Int8) -> Int8
    ) {
      guard let memory = workspace.take(Int8.self, 256) else { return nil }
      for index in 0..<256 { memory[index] = result(Int8(truncatingIfNeeded: index)) }
      table = UnsafePointer(memory)
      self.input = UnsafePointer(arena + input.offset)
      self.output = arena + output.offset
      count = output.count
    }

    func run() {
      for index in 0..<count { output[index] = table[Int(UInt8(bitPattern: input[index]))] }
    }
  }
#endif
