import ApusModel

/// Which kernels a build for a microcontroller has is decided when it is compiled: those of the processor's
/// instructions where they can be imported, the portable operators where not. Here for the processors without Helium,
/// whose kernels are in Helium/HeliumKernels.swift.
#if !canImport(CArmHelium)
  extension Session {
    /// Bytes that a session's arena needs in this build: `model.arenaBytes`, or more where kernels need scratch memory
    /// while the arena is full.
    public static func arenaBytes(for model: Model) -> Int {
      #if canImport(CArmDSP)
        model.arenaBytes { pairScratchBytes(for: $0, in: model) }
      #else
        model.arenaBytes
      #endif
    }

    @inline(__always)
    func runConvolution(_ record: OperatorRecord) {
      let body = ConvolutionRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runInPairs(in: arena, scratch: pairScratch(for: record))
      #else
        body.run(in: arena)
      #endif
    }

    @inline(__always)
    func runDepthwiseConvolution(_ record: OperatorRecord) {
      let body = DepthwiseConvolutionRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runInPairs(in: arena, scratch: pairScratch(for: record))
      #else
        body.run(in: arena)
      #endif
    }

    @inline(__always)
    func runDense(_ record: OperatorRecord) {
      let body = DenseRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runInPairs(in: arena, scratch: pairScratch(for: record))
      #else
        body.run(in: arena)
      #endif
    }

    @inline(__always)
    func runSum(_ record: OperatorRecord) {
      let body = AddRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runSumInHighProducts(in: arena)
      #else
        body.runSum(in: arena)
      #endif
    }

    @inline(__always)
    func runDifference(_ record: OperatorRecord) {
      let body = AddRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runDifferenceInHighProducts(in: arena)
      #else
        body.runDifference(in: arena)
      #endif
    }

    @inline(__always)
    func runMaxPool(_ record: OperatorRecord) {
      let body = PoolRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runMaximumInWords(in: arena)
      #else
        body.runMaximum(in: arena)
      #endif
    }

    @inline(__always)
    func runAveragePool(_ record: OperatorRecord) {
      let body = PoolRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runAverageInPairs(in: arena)
      #else
        body.runAverage(in: arena)
      #endif
    }

    @inline(__always)
    func runGlobalAveragePool(_ record: OperatorRecord) {
      let body = GlobalAveragePoolRecord(record, in: model)
      #if canImport(CArmDSP)
        body.runInPairs(in: arena)
      #else
        body.run(in: arena)
      #endif
    }
  }
#endif
