import ApusModel

/// Why a session cannot be made.
public enum SessionError: Error, Equatable, Sendable {
  /// The arena is smaller than the model needs.
  case arenaTooSmall(needed: Int, given: Int)
  /// The arena does not start at a multiple of 16.
  case arenaMisaligned
  /// The workspace is smaller than the level of kernels needs.
  case workspaceTooSmall(needed: Int, given: Int)
  /// The workspace does not start at a multiple of 64.
  case workspaceMisaligned
}

#if !hasFeature(Embedded)
  extension SessionError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
      switch self {
      case .arenaTooSmall(let needed, let given):
        "the model needs an arena of \(needed) bytes and was given \(given)"
      case .arenaMisaligned: "the arena does not start at a multiple of 16 bytes in memory"
      case .workspaceTooSmall(let needed, let given):
        "the session needs a workspace of \(needed) bytes and was given \(given)"
      case .workspaceMisaligned: "the workspace does not start at a multiple of 64 bytes in memory"
      }
    }
  }
#endif

/// Runs a model in memory that the caller owns.
///
/// ```swift
/// let model = try Model(bytes)
/// let session = try Session(model, arena: arena)   // no allocation after this line
/// // fill session.input
/// session.run()
/// // read session.output
/// ```
///
/// A session holds no memory of its own: the model's bytes and the arena must outlive it. It is a value
/// that can be copied, but two sessions over one arena are one. Different arenas may run in different
/// threads at once.
public struct Session {
  /// What is run.
  public let model: Model
  let arena: UnsafeMutablePointer<Int8>
  #if canImport(CApusKernels)
    /// What was made ready for each operator; nil where all are executed in portable Swift.
    private var prepared: UnsafePointer<PreparedOperator>?
  #endif

  /// Bytes that a session's arena needs in this build: `model.arenaBytes`, or more where kernels need scratch memory
  /// while the arena is full.
  public static func arenaBytes(for model: Model) -> Int { model.arenaBytes(with: BuildBackEnd.self) }

  /// A session.
  /// - Parameter arena: at least `arenaBytes(for: model)` bytes, starting at a multiple of 16. Their contents do
  ///   not matter.
  /// - Throws: if the arena does not do.
  public init(_ model: Model, arena: UnsafeMutableRawBufferPointer) throws(SessionError) {
    let needed = Self.arenaBytes(for: model)
    guard let base = arena.baseAddress, arena.count >= needed else {
      throw .arenaTooSmall(needed: needed, given: arena.count)
    }
    guard UInt(bitPattern: base) % UInt(Layout.alignment) == 0 else { throw .arenaMisaligned }
    self.model = model
    self.arena = base.assumingMemoryBound(to: Int8.self)
  }

  #if canImport(CApusKernels)
    /// A session that uses the processor's vector instructions; its answers are the same bytes.
    ///
    /// - Parameters:
    ///   - arena: as above.
    ///   - workspace: at least `workspaceBytes(for:level:)` bytes, starting at a multiple of 64: weights in the order
    ///     of the kernels, and scratch memory. It must outlive the session, and two sessions cannot share one.
    ///   - level: which instructions may be used; where the processor lacks them, the nearest level below
    ///     that it has is taken.
    ///   - threads: how many threads may share the work of large operators, by `runOperator(_:part:)`; `run` does all
    ///     parts in one.
    /// - Throws: if the arena or the workspace does not do.
    public init(
      _ model: Model, arena: UnsafeMutableRawBufferPointer, workspace: UnsafeMutableRawBufferPointer,
      level: KernelLevel = .best, threads: Int = 1
    ) throws(SessionError) {
      try self.init(model, arena: arena)
      guard let kernels = level.nearestAvailable.kernels else { return }
      let measured = Self.measured(model, kernels.pointee, threads: max(threads, 1))
      guard let base = workspace.baseAddress, workspace.count >= measured.total else {
        throw .workspaceTooSmall(needed: measured.total, given: workspace.count)
      }
      guard UInt(bitPattern: base) % UInt(Workspace.alignment) == 0 else { throw .workspaceMisaligned }
      var filled = Workspace(base, measured: measured)
      prepared = Self.prepare(model, arena: self.arena, in: &filled)
    }
  #endif

  /// The model's input, NHWC, for the caller to fill before each run: a run may overwrite it.
  public var input: UnsafeMutableBufferPointer<Int8> {
    UnsafeMutableBufferPointer(start: arena + model.input.offset, count: model.input.count)
  }

  /// The model's output, valid after a run and until the next.
  public var output: UnsafeBufferPointer<Int8> { value(of: model.output) }

  /// Computes the output from the input.
  public func run() {
    for index in 0..<model.operatorCount { execute(model[operator: index]) }
  }

  /// Computes the output from the input, and shows each operator's output before a later one overwrites it.
  /// - Parameter observe: called after each operator with its record and what it made.
  public func run(observing observe: (OperatorRecord, UnsafeBufferPointer<Int8>) -> Void) {
    for index in 0..<model.operatorCount {
      let record = model[operator: index]
      execute(record)
      observe(record, value(of: record.output))
    }
  }

  /// Executes one operator, for measuring it. It finds in the arena what earlier ones have left there.
  /// - Precondition: `index` is in `0 ..< model.operatorCount`.
  public func runOperator(_ index: Int) { execute(model[operator: index]) }

  /// How many parts an operator has that threads may execute at once: at most as many as the session was made for.
  /// - Precondition: `index` is in `0 ..< model.operatorCount`.
  public func partCount(ofOperator index: Int) -> Int {
    #if canImport(CApusKernels)
      if let prepared, case .kernel(_, let parts) = prepared[index] { return parts.count }
    #endif
    return 1
  }

  /// Executes a part of an operator. All parts of the operators before must have been executed.
  /// - Precondition: `part` is in `0 ..< partCount(ofOperator: index)`.
  public func runOperator(_ index: Int, part: Int) {
    #if canImport(CApusKernels)
      if let prepared, case .kernel(let kernel, let parts) = prepared[index] { return kernel(parts[part]) }
    #endif
    execute(model[operator: index])
  }

  private func value(of record: TensorRecord) -> UnsafeBufferPointer<Int8> {
    UnsafeBufferPointer(start: arena + record.offset, count: record.count)
  }

  @inline(never)
  private func execute(_ record: OperatorRecord) {
    #if canImport(CApusKernels)
      if let prepared, prepared[record.index].run(in: arena) { return }
    #endif
    execute(record, with: BuildBackEnd.self)
  }

  @inline(__always)
  func execute<Chosen: BackEnd>(_ record: OperatorRecord, with backEnd: Chosen.Type) {
    var execution = Execution<Chosen>(record: record, model: model, arena: arena)
    model.dispatch(record, to: &execution)
  }
}
