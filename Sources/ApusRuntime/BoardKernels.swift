import ApusModel

/// Which kernels a build for a microcontroller has is decided when it is compiled: those of the processor's
/// instructions where they can be imported, the portable operators where not.
extension Session {
  /// Bytes that a session's arena needs in this build: `model.arenaBytes`, or more where kernels need scratch memory
  /// while the arena is full.
  public static func arenaBytes(for model: Model) -> Int {
    #if canImport(CArmDSP) || canImport(CArmHelium)
      model.arenaBytes { scratchBytes(for: $0, in: model) }
    #else
      model.arenaBytes
    #endif
  }

  #if canImport(CArmDSP) || canImport(CArmHelium)
    private static func scratchBytes(for record: OperatorRecord, in model: Model) -> Int {
      switch record.kind {
      case .convolution: isBuiltIn(.convolution) ? ConvolutionRecord(record, in: model).scratchBytes : 0
      case .depthwiseConvolution:
        isBuiltIn(.depthwiseConvolution) ? DepthwiseConvolutionRecord(record, in: model).scratchBytes : 0
      case .dense: isBuiltIn(.dense) ? DenseRecord(record, in: model).scratchBytes : 0
      default: 0
      }
    }

    private func scratch(for record: OperatorRecord, count: Int) -> UnsafeMutableRawPointer {
      UnsafeMutableRawPointer(arena + model.scratchOffset(for: record, count: count))
    }
  #endif

  @inline(__always)
  func runConvolution(_ record: OperatorRecord) {
    let body = ConvolutionRecord(record, in: model)
    #if canImport(CArmDSP)
      body.runInPairs(in: arena, scratch: scratch(for: record, count: body.scratchBytes))
    #elseif canImport(CArmHelium)
      body.runWithHelium(in: arena, scratch: scratch(for: record, count: body.scratchBytes))
    #else
      body.run(in: arena)
    #endif
  }

  @inline(__always)
  func runDepthwiseConvolution(_ record: OperatorRecord) {
    let body = DepthwiseConvolutionRecord(record, in: model)
    #if canImport(CArmDSP)
      body.runInPairs(in: arena, scratch: scratch(for: record, count: body.scratchBytes))
    #elseif canImport(CArmHelium)
      body.runWithHelium(in: arena, scratch: scratch(for: record, count: body.scratchBytes))
    #else
      body.run(in: arena)
    #endif
  }

  @inline(__always)
  func runDense(_ record: OperatorRecord) {
    let body = DenseRecord(record, in: model)
    #if canImport(CArmDSP)
      body.runInPairs(in: arena, scratch: scratch(for: record, count: body.scratchBytes))
    #elseif canImport(CArmHelium)
      body.runWithHelium(in: arena, scratch: scratch(for: record, count: body.scratchBytes))
    #else
      body.run(in: arena)
    #endif
  }

  @inline(__always)
  func runMaxPool(_ record: OperatorRecord) {
    let body = PoolRecord(record, in: model)
    #if canImport(CArmHelium)
      body.runMaximumWithHelium(in: arena)
    #else
      body.runMaximum(in: arena)
    #endif
  }

  @inline(__always)
  func runAveragePool(_ record: OperatorRecord) {
    let body = PoolRecord(record, in: model)
    #if canImport(CArmHelium)
      body.runAverageWithHelium(in: arena)
    #else
      body.runAverage(in: arena)
    #endif
  }

  @inline(__always)
  func runGlobalAveragePool(_ record: OperatorRecord) {
    let body = GlobalAveragePoolRecord(record, in: model)
    #if canImport(CArmHelium)
      body.runWithHelium(in: arena)
    #else
      body.run(in: arena)
    #endif
  }

  @inline(__always)
  func runAdd(_ record: OperatorRecord) {
    let body = AddRecord(record, in: model)
    #if canImport(CArmHelium)
      body.runSumWithHelium(in: arena)
    #else
      body.runSum(in: arena)
    #endif
  }
}

#if canImport(CArmDSP)
  extension ConvolutionRecord { fileprivate var scratchBytes: Int { pairScratchBytes } }
  extension DepthwiseConvolutionRecord { fileprivate var scratchBytes: Int { pairScratchBytes } }
  extension DenseRecord { fileprivate var scratchBytes: Int { pairScratchBytes } }
#elseif canImport(CArmHelium)
  extension ConvolutionRecord { fileprivate var scratchBytes: Int { heliumScratchBytes } }
  extension DepthwiseConvolutionRecord { fileprivate var scratchBytes: Int { heliumScratchBytes } }
  extension DenseRecord { fileprivate var scratchBytes: Int { heliumScratchBytes } }
#endif
