#if canImport(CArmHelium)
  import ApusModel

  /// The kernels of a build for a processor with Helium.
  extension Session {
    /// Bytes that a session's arena needs in this build: `model.arenaBytes`, or more where kernels need scratch memory
    /// while the arena is full.
    public static func arenaBytes(for model: Model) -> Int {
      model.arenaBytes { heliumScratchBytes(for: $0, in: model) }
    }

    private func scratch(for record: OperatorRecord) -> UnsafeMutableRawPointer {
      let count = Self.heliumScratchBytes(for: record, in: model)
      return UnsafeMutableRawPointer(arena + model.scratchOffset(for: record, count: count))
    }

    @inline(__always)
    func runConvolution(_ record: OperatorRecord) {
      ConvolutionRecord(record, in: model).runWithHelium(in: arena, scratch: scratch(for: record))
    }

    @inline(__always)
    func runDepthwiseConvolution(_ record: OperatorRecord) {
      DepthwiseConvolutionRecord(record, in: model).runWithHelium(in: arena, scratch: scratch(for: record))
    }

    @inline(__always)
    func runDense(_ record: OperatorRecord) {
      DenseRecord(record, in: model).runWithHelium(in: arena, scratch: scratch(for: record))
    }

    @inline(__always)
    func runMaxPool(_ record: OperatorRecord) {
      PoolRecord(record, in: model).runMaximumWithHelium(in: arena)
    }

    @inline(__always)
    func runAveragePool(_ record: OperatorRecord) {
      PoolRecord(record, in: model).runAverageWithHelium(in: arena)
    }

    @inline(__always)
    func runGlobalAveragePool(_ record: OperatorRecord) {
      GlobalAveragePoolRecord(record, in: model).runWithHelium(in: arena)
    }

    @inline(__always)
    func runSum(_ record: OperatorRecord) { AddRecord(record, in: model).runSumWithHelium(in: arena) }

    @inline(__always)
    func runDifference(_ record: OperatorRecord) { AddRecord(record, in: model).runDifference(in: arena) }
  }
#endif
