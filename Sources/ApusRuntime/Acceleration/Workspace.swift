#if canImport(CApusKernels)
  import ApusModel

  /// Memory that a session is given for what it prepares, handed out piece by piece.
  struct Workspace {
    /// Each piece begins at a multiple of this: a cache line, and the longest vector.
    static let alignment = 64

    private var next: UnsafeMutableRawPointer

    /// - Precondition: the memory begins at a multiple of `alignment`.
    init(_ memory: UnsafeMutableRawPointer) { next = memory }

    /// The next piece.
    mutating func take(_ count: Int) -> UnsafeMutableRawPointer {
      defer { next += Self.rounded(count) }
      return next
    }

    /// Bytes that a piece takes.
    static func rounded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
  }

  /// What a session has made ready for one operator.
  enum PreparedOperator {
    /// Nothing: it is executed by the portable operator.
    case portable
    /// A convolution of one group, or a dense layer.
    case convolution(PreparedConvolution)
    /// A max pool without padding.
    case maxPool(PreparedMaxPool)
    /// An element-wise sum.
    case addition(PreparedAddition)
  }

  extension Session {
    /// Bytes of workspace that a session of a level needs; 0 for the portable one.
    public static func workspaceBytes(for model: Model, level: KernelLevel = .best) -> Int {
      guard level > .portable else { return 0 }
      var bytes = Workspace.rounded(model.operatorCount * MemoryLayout<PreparedOperator>.stride)
      var scratch = 0
      for index in 0..<model.operatorCount {
        guard let source = convolutionSource(index, in: model) else { continue }
        bytes += PreparedConvolution.byteCount(source, level)
        scratch = max(scratch, source.scratchBytes(level))
      }
      return bytes + Workspace.rounded(scratch)
    }

    /// Fills a workspace; where the prepared operators are in it.
    static func prepare(
      _ model: Model, level: KernelLevel, in memory: UnsafeMutableRawPointer
    ) -> UnsafePointer<PreparedOperator> {
      var workspace = Workspace(memory)
      let operators = workspace.take(model.operatorCount * MemoryLayout<PreparedOperator>.stride)
        .bindMemory(to: PreparedOperator.self, capacity: model.operatorCount)
      var scratchBytes = 0
      for index in 0..<model.operatorCount {
        scratchBytes = max(scratchBytes, convolutionSource(index, in: model)?.scratchBytes(level) ?? 0)
      }
      let scratch = workspace.take(scratchBytes)
      scratch.initializeMemory(as: UInt8.self, repeating: 0, count: scratchBytes)
      for index in 0..<model.operatorCount {
        let record = model[operator: index]
        var prepared = PreparedOperator.portable
        if let source = convolutionSource(index, in: model) {
          prepared = .convolution(PreparedConvolution(source, level, in: &workspace, scratch: scratch))
        } else if record.kind == .maxPool, let pool = PreparedMaxPool(PoolRecord(record, in: model)) {
          prepared = .maxPool(pool)
        } else if record.kind == .add {
          prepared = .addition(PreparedAddition(AddRecord(record, in: model), level))
        }
        (operators + index).initialize(to: prepared)
      }
      return UnsafePointer(operators)
    }

    private static func convolutionSource(_ index: Int, in model: Model) -> PreparedConvolution.Source? {
      let record = model[operator: index]
      switch record.kind {
      case .convolution: return PreparedConvolution.Source(ConvolutionRecord(record, in: model))
      case .dense: return PreparedConvolution.Source(DenseRecord(record, in: model))
      case .depthwiseConvolution, .maxPool, .averagePool, .globalAveragePool, .add, .rescale, .leakyReLU,
        .softmax,
        .concatenate, .pad, .view:
        return nil
      case .slice, .transpose, .resizeNearest, .resizeBilinear, .transposedConvolution: return nil
      }
    }
  }
#endif
