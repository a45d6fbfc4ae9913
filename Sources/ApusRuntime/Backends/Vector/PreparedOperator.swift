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

    /// Executes the operator, unless that is left to the portable one.
    /// - Returns: whether it did.
    @inline(__always)
    func run(in arena: UnsafeMutablePointer<Int8>) -> Bool {
      switch self {
      case .kernel(let kernel, let parts): for part in 0..<parts.count { kernel(parts[part]) }
      case .table(let table): table.run()
      case .softmax(let softmax): softmax.run(in: arena)
      case .portable: return false
      }
      return true
    }
  }

  extension Session {
    /// Bytes of workspace that a session of a level needs beside its values; 0 for the portable one.
    /// - Parameter threads: how many share the work of large operators.
    package static func workspaceBytes(for model: Model, level: KernelLevel, threads: Int = 1) -> Int {
      level.nearestAvailable.kernels.map { measured(model, $0.pointee, threads: threads).total } ?? 0
    }

    /// How much is needed. Nothing is written; an address stands in for the arena's.
    static func measured(_ model: Model, _ kernels: apus_kernels, threads: Int) -> Workspace {
      var workspace = Workspace(measuringFor: kernels, threads: max(threads, 1))
      var nothing: Int8 = 0
      withUnsafeMutablePointer(to: &nothing) { _ = prepare(model, arena: $0, in: &workspace) }
      return workspace
    }

    /// Fills a workspace; where the prepared operators are in it.
    static func prepare(
      _ model: Model, arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> UnsafePointer<PreparedOperator>? {
      let operators = workspace.take(PreparedOperator.self, model.operatorCount)
      workspace.begin(operatorCount: model.operatorCount)
      for index in 0..<model.operatorCount {
        workspace.begin(index, sharing: SharedConstants(index, in: model))
        var preparation = Preparation(arena: arena, workspace: workspace)
        model.dispatch(model[operator: index], to: &preparation)
        workspace = preparation.workspace
        operators.map { ($0 + index).initialize(to: preparation.prepared) }
      }
      return UnsafePointer(operators)
    }
  }
#endif
