#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// What a session has made ready for one operator.
  enum PreparedOperator {
    /// Nothing: it is executed by the portable operator.
    case portable
    /// A kernel, and what describes its operation: perhaps several parts, for threads.
    case kernel(@convention(c) (UnsafeRawPointer?) -> Void, PreparedParts)
    /// An element-wise function of one value, as a table.
    case table(PreparedTable)
    /// A softmax with a table of exponentials.
    case softmax(PreparedSoftmax)

    /// Makes one operator ready; nil while the workspace only measures.
    init(
      _ record: OperatorRecord, in model: Model, arena: UnsafeMutablePointer<Int8>,
      workspace: inout Workspace
    ) {
      self = .portable
      let kernels = workspace.kernels
      switch record.kind {
      case .convolution:
        if let source = PreparedConvolution(ConvolutionRecord(record, in: model), kernels) {
          self = .kernel(kernels.convolve, source.place(in: &workspace, arena: arena))
        }
      case .dense:
        let source = PreparedConvolution(DenseRecord(record, in: model), kernels)
        self = .kernel(kernels.convolve, source.place(in: &workspace, arena: arena))
      case .depthwiseConvolution:
        if let source = PreparedDepthwise(DepthwiseConvolutionRecord(record, in: model), kernels) {
          self = .kernel(kernels.depthwise, source.place(in: &workspace, arena: arena))
        }
      case .maxPool:
        if let pool = apus_max_pool(PoolRecord(record, in: model), arena: arena) {
          self = .kernel(kernels.max_pool, workspace.keep(pool))
        }
      case .averagePool:
        if let pool = apus_mean_pool(PoolRecord(record, in: model), arena: arena) {
          self = .kernel(kernels.mean_pool, workspace.keep(pool))
        }
      case .globalAveragePool:
        let pool = apus_mean_pool(GlobalAveragePoolRecord(record, in: model), arena: arena)
        self = .kernel(kernels.mean_pool, workspace.keep(pool))
      case .add:
        let body = AddRecord(record, in: model)
        guard body.operands.isPlain else { return }
        let sum = apus_addition(body, arena: arena)
        let parts = workspace.parts(work: 32 * sum.count, most: sum.count / 4096)
        self = .kernel(kernels.add, workspace.keep(parts: parts) { sum.part($0, of: parts) })
      case .rescale, .leakyReLU:
        self =
          PreparedTable(record, in: model, arena: arena, workspace: &workspace).map { .table($0) }
          ?? .portable
      case .softmax:
        self =
          PreparedSoftmax(SoftmaxRecord(record, in: model), workspace: &workspace).map { .softmax($0) }
          ?? .portable
      case .concatenate, .pad, .view, .multiply, .subtract, .lookup, .transposedConvolution,
        .resizeNearest, .resizeBilinear, .slice, .transpose:
        break
      }
    }
  }

  extension Session {
    /// Bytes of workspace that a session of a level needs; 0 for the portable one.
    /// - Parameter threads: how many share the work of large operators.
    public static func workspaceBytes(
      for model: Model, level: KernelLevel = .best, threads: Int = 1
    ) -> Int {
      level.lowered.kernels.map { measured(model, $0.pointee, threads: threads).total } ?? 0
    }

    /// How much is needed. Nothing is written; an address stands in for the arena's.
    static func measured(_ model: Model, _ kernels: apus_kernels, threads: Int) -> Workspace {
      var workspace = Workspace(measuringFor: kernels, threads: threads)
      var nothing: Int8 = 0
      withUnsafeMutablePointer(to: &nothing) { _ = prepare(model, arena: $0, in: &workspace) }
      return workspace
    }

    /// Fills a workspace; where the prepared operators are in it.
    static func prepare(
      _ model: Model, arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> UnsafePointer<PreparedOperator>? {
      let operators = workspace.take(PreparedOperator.self, model.operatorCount)
      for index in 0..<model.operatorCount {
        let prepared = PreparedOperator(
          model[operator: index], in: model, arena: arena, workspace: &workspace)
        operators.map { ($0 + index).initialize(to: prepared) }
      }
      return UnsafePointer(operators)
    }
  }
#endif
