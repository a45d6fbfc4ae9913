import ApusModel

extension Session {
  /// Bytes of scratch memory that the kernels for Armv7E-M need for an operator.
  @inline(never)
  static func pairScratchBytes(for record: OperatorRecord, in model: Model) -> Int {
    switch record.kind {
    case .convolution: isBuiltIn(.convolution) ? ConvolutionRecord(record, in: model).pairScratchBytes : 0
    case .depthwiseConvolution:
      isBuiltIn(.depthwiseConvolution) ? DepthwiseConvolutionRecord(record, in: model).pairScratchBytes : 0
    case .dense: isBuiltIn(.dense) ? DenseRecord(record, in: model).pairScratchBytes : 0
    default: 0
    }
  }

  /// An operator's scratch memory for the kernels for Armv7E-M.
  @inline(never)
  func pairScratch(for record: OperatorRecord) -> UnsafeMutableRawPointer {
    let count = Self.pairScratchBytes(for: record, in: model)
    return UnsafeMutableRawPointer(arena + model.scratchOffset(for: record, count: count))
  }

  #if !hasFeature(Embedded)
    /// Executes an operator as a build for Armv7E-M does, its instructions in plain Swift: for tests on a workstation.
    /// - Precondition: the arena has `arenaBytes(for: model, kernels: .armDSP)` bytes.
    package func runOperatorInPairs(_ index: Int) {
      let record = model[operator: index]
      let scratch = pairScratch(for: record)
      switch record.kind {
      case .convolution: ConvolutionRecord(record, in: model).runInPairs(in: arena, scratch: scratch)
      case .depthwiseConvolution:
        DepthwiseConvolutionRecord(record, in: model).runInPairs(in: arena, scratch: scratch)
      case .dense: DenseRecord(record, in: model).runInPairs(in: arena, scratch: scratch)
      case .maxPool: PoolRecord(record, in: model).runMaximumInWords(in: arena)
      case .averagePool: PoolRecord(record, in: model).runAverageInPairs(in: arena)
      case .globalAveragePool: GlobalAveragePoolRecord(record, in: model).runInPairs(in: arena)
      case .add: AddRecord(record, in: model).runSumInHighProducts(in: arena)
      case .subtract: AddRecord(record, in: model).runDifferenceInHighProducts(in: arena)
      default: runOperator(index)
      }
    }
  #endif
}
