#if canImport(CApusKernels)
  import ApusModel

  /// An element-wise function of one value as a table of its 256 results, which the portable operator computes.
  struct PreparedTable {
    private let table: UnsafePointer<Int8>
    private let input: UnsafePointer<Int8>
    private let output: UnsafeMutablePointer<Int8>
    private let count: Int

    /// Nil while the workspace only measures.
    init?(
      _ record: OperatorRecord, in model: Model, arena: UnsafeMutablePointer<Int8>,
      workspace: inout Workspace
    ) {
      guard let memory = workspace.take(Int8.self, 256) else { return nil }
      switch record.kind {
      case .rescale:
        let body = RescaleRecord(record, in: model)
        input = UnsafePointer(arena + body.input.offset)
        Self.fill(memory) { body.result($0) }
      case .leakyReLU:
        let body = LeakyReLURecord(record, in: model)
        input = UnsafePointer(arena + body.input.offset)
        Self.fill(memory) { body.result($0) }
      case .convolution, .depthwiseConvolution, .dense, .maxPool, .averagePool, .globalAveragePool, .add,
        .softmax, .concatenate, .pad, .view, .multiply, .subtract, .lookup, .transposedConvolution,
        .resizeNearest, .resizeBilinear, .slice, .transpose:
        return nil
      }
      table = UnsafePointer(memory)
      output = arena + record.output.offset
      count = record.output.count
    }

    /// The results of all 256 values, by their bits.
    private static func fill(_ table: UnsafeMutablePointer<Int8>, _ result: (Int8) -> Int8) {
      for index in 0..<256 { table[index] = result(Int8(truncatingIfNeeded: index)) }
    }

    func run() {
      for index in 0..<count { output[index] = table[Int(UInt8(bitPattern: input[index]))] }
    }
  }
#endif
