import ApusModel

/// Why a session cannot be made.
public enum SessionError: Error, Equatable, Sendable {
  /// The memory is smaller than the session needs.
  case memoryTooSmall(needed: Int, given: Int)
  /// The memory does not start at a multiple of this number of bytes.
  case memoryMisaligned(alignment: Int)
}

#if !hasFeature(Embedded)
  extension SessionError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
      switch self {
      case .memoryTooSmall(let needed, let given):
        "the session needs \(needed) bytes of memory and was given \(given)"
      case .memoryMisaligned(let alignment):
        "the session's memory does not start at a multiple of \(alignment) bytes"
      }
    }
  }
#endif

/// Runs a model in memory that the caller owns, with the fastest kernels that the processor has.
///
/// ```swift
/// let model = try Model(bytes)
/// let memory = UnsafeMutableRawBufferPointer.allocate(
///   byteCount: Session.memoryBytes(for: model), alignment: Session.memoryAlignment)
/// let session = try Session(model, memory: memory)   // no allocation after this line
/// // fill session.input
/// session.run()
/// // read session.output
/// ```
///
/// A model of several inputs and outputs has `input(_:)` and `output(_:)`; one with state keeps it from run to run, until
/// `reset()`.
///
/// A session holds no memory of its own: the model's bytes and the memory must outlive it. It cannot be copied, because
/// two sessions over one memory would be one. Sessions over different memory may run in different threads at once.
public struct Session: ~Copyable {
  /// What is run.
  public let model: Model
  let arena: UnsafeMutablePointer<Int8>
  #if canImport(CApusKernels)
    /// What was made ready for each operator; nil where all are executed in portable Swift.
    private var prepared: UnsafePointer<PreparedOperator>?
  #endif

  /// A session in an arena, of which nothing is checked.
  private init(_ model: Model, arena: UnsafeMutableRawPointer) {
    self.model = model
    self.arena = arena.assumingMemoryBound(to: Int8.self)
    reset()
  }

  #if canImport(CApusKernels)
    /// What the memory of a session must start at a multiple of: a cache line, and the longest vector.
    public static var memoryAlignment: Int { Workspace.alignment }

    /// Bytes of memory that a session needs: for values, for weights in the order of the kernels, and for what these keep
    /// while they run.
    /// - Parameters:
    ///   - model: what is to be run.
    ///   - level: which instructions may be used; where the processor lacks them, the nearest level below that it has
    ///     is taken.
    ///   - threads: how many may share the work of large operators.
    public static func memoryBytes(for model: Model, level: KernelLevel = .best, threads: Int = 1) -> Int {
      Workspace.rounded(model.arenaBytes) + workspaceBytes(for: model, level: level, threads: threads)
    }

    /// A session that uses the processor's vector instructions.
    ///
    /// - Parameters:
    ///   - model: what is run. Its bytes must outlive the session.
    ///   - memory: at least `memoryBytes(for:level:threads:)` bytes for the same level and threads, starting at a multiple
    ///     of `memoryAlignment`. Their contents do not matter. It must outlive the session, and two sessions cannot share
    ///     one.
    ///   - level: which instructions may be used; where the processor lacks them, the nearest level below that it has
    ///     is taken. Every level gives the same bytes.
    ///   - threads: how many may share the work of large operators, by `runOperator(_:part:)`; `run` does all parts in
    ///     one.
    /// - Throws: if the memory is too small or misaligned.
    public init(
      _ model: Model, memory: UnsafeMutableRawBufferPointer, level: KernelLevel = .best, threads: Int = 1
    ) throws(SessionError) {
      let arenaBytes = Workspace.rounded(model.arenaBytes)
      let base = try Self.checked(
        memory, count: Self.memoryBytes(for: model, level: level, threads: threads),
        alignment: Self.memoryAlignment)
      self.init(model, arena: base)
      prepare(in: base + arenaBytes, level: level, threads: threads)
    }

    /// A session that executes the portable operators, which say what the answers are. Faster ones give the same bytes.
    /// - Parameters:
    ///   - model: what is run. Its bytes must outlive the session.
    ///   - memory: at least `model.arenaBytes` bytes, starting at a multiple of 16. Their contents do not matter.
    /// - Throws: if the memory is too small or misaligned.
    public init(portable model: Model, memory: UnsafeMutableRawBufferPointer) throws(SessionError) {
      self.init(
        model, arena: try Self.checked(memory, count: model.arenaBytes, alignment: Layout.alignment))
    }

    /// A session whose values and whose workspace lie apart, so that tests can guard the ends of both.
    /// - Parameters:
    ///   - arena: at least `model.arenaBytes` bytes, starting at a multiple of 16.
    ///   - workspace: at least `workspaceBytes(for:level:threads:)` bytes, starting at a multiple of 64.
    package init(
      _ model: Model, arena: UnsafeMutableRawBufferPointer, workspace: UnsafeMutableRawBufferPointer,
      level: KernelLevel, threads: Int = 1
    ) throws(SessionError) {
      let values = try Self.checked(arena, count: model.arenaBytes, alignment: Layout.alignment)
      let needed = Self.workspaceBytes(for: model, level: level, threads: threads)
      let kept =
        needed == 0 ? nil : try Self.checked(workspace, count: needed, alignment: Workspace.alignment)
      self.init(model, arena: values)
      if let kept { prepare(in: kept, level: level, threads: threads) }
    }

    /// Makes the model's operators ready for a level's kernels.
    private mutating func prepare(in workspace: UnsafeMutableRawPointer, level: KernelLevel, threads: Int) {
      guard let kernels = level.nearestAvailable.kernels else { return }
      let measured = Self.measured(model, kernels.pointee, threads: threads)
      var filled = Workspace(workspace, measured: measured)
      prepared = Self.prepare(model, arena: arena, in: &filled)
    }
  #else
    /// What the memory of a session must start at a multiple of.
    public static var memoryAlignment: Int { Layout.alignment }

    /// Bytes of memory that a session needs in this build: for values, or more where kernels need scratch memory while the
    /// values take all of that.
    public static func memoryBytes(for model: Model) -> Int { model.arenaBytes(with: BuildBackEnd.self) }

    /// A session.
    /// - Parameter memory: at least `memoryBytes(for: model)` bytes, starting at a multiple of `memoryAlignment`. Their
    ///   contents do not matter. It must outlive the session, and two sessions cannot share one.
    /// - Throws: if the memory is too small or misaligned.
    public init(_ model: Model, memory: UnsafeMutableRawBufferPointer) throws(SessionError) {
      self.init(
        model,
        arena: try Self.checked(
          memory, count: Self.memoryBytes(for: model), alignment: Self.memoryAlignment))
    }
  #endif

  private static func checked(
    _ memory: UnsafeMutableRawBufferPointer, count: Int, alignment: Int
  ) throws(SessionError) -> UnsafeMutableRawPointer {
    guard let base = memory.baseAddress, memory.count >= count else {
      throw .memoryTooSmall(needed: count, given: memory.count)
    }
    guard UInt(bitPattern: base) % UInt(alignment) == 0 else { throw .memoryMisaligned(alignment: alignment) }
    return base
  }

  /// The first input, NHWC, for the caller to fill before each run: a run may overwrite it.
  public var input: UnsafeMutableBufferPointer<Int8> {
    UnsafeMutableBufferPointer(start: arena + model.input.offset, count: model.input.count)
  }

  /// The first output, valid after a run and until the next.
  public var output: UnsafeBufferPointer<Int8> {
    UnsafeBufferPointer(start: arena + model.output.offset, count: model.output.count)
  }

  /// An input, for the caller to fill before each run: a run may overwrite it.
  /// - Precondition: `index` is in `0 ..< model.inputCount`.
  public func input(_ index: Int) -> InputValue { InputValue(model.input(index), in: arena) }

  /// An output, valid after a run and until the next.
  /// - Precondition: `index` is in `0 ..< model.outputCount`.
  public func output(_ index: Int) -> OutputValue {
    OutputValue(model.value(model.output(index).value), in: arena)
  }

  /// Gives all state its starting values. A new session has them.
  public func reset() {
    guard isBuiltIn(.manyValues) else { return }
    for index in 0..<model.stateCount {
      let state = model.state(index)
      let place = UnsafeMutableRawPointer(arena + state.value.offset)
      if let start = model.startingValues(of: state), let bytes = start.baseAddress {
        place.copyMemory(from: bytes, byteCount: start.count)
      } else {
        let zero = state.value.element == .int8 ? UInt8(truncatingIfNeeded: state.value.zeroPoint) : 0
        place.initializeMemory(as: UInt8.self, repeating: zero, count: state.value.byteCount)
      }
    }
  }

  /// Computes the outputs from the inputs and the state, and what the state becomes.
  public func run() {
    for index in 0..<model.operatorCount { execute(model[operator: index]) }
    updateState()
  }

  /// Makes the state what it becomes when all operators have been executed: `run` does so, but not `runOperator`.
  public func updateState() {
    guard isBuiltIn(.manyValues) else { return }
    for index in 0..<model.stateCount {
      let state = model.state(index)
      let update = model.value(state.update)
      if update.offset != state.value.offset {
        UnsafeMutableRawPointer(arena + state.value.offset).copyMemory(
          from: arena + update.offset, byteCount: update.byteCount)
      }
    }
  }

  /// Computes the outputs from the inputs, and shows each operator's output before a later one overwrites it.
  /// - Parameter observe: called after each operator with its record and the bytes that it made, which are its elements
  ///   where these are int8.
  public func run(observing observe: (OperatorRecord, UnsafeBufferPointer<Int8>) -> Void) {
    for index in 0..<model.operatorCount {
      let record = model[operator: index]
      execute(record)
      observe(
        record, UnsafeBufferPointer(start: arena + record.output.offset, count: record.output.byteCount))
    }
    updateState()
  }

  /// Executes one operator, for measuring it. It finds in the arena what earlier ones have left there. State does not
  /// change: see `updateState()`.
  /// - Precondition: `index` is in `0 ..< model.operatorCount`.
  public func runOperator(_ index: Int) { execute(model[operator: index]) }

  /// How many parts an operator has that threads may execute at once: at most the number of threads that the session was made for.
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
