#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// The descriptions of an operation's parts, one after the other.
  struct PreparedParts {
    let first: UnsafeRawPointer?
    let stride: Int
    let count: Int

    subscript(part: Int) -> UnsafeRawPointer? { first.map { $0 + part * stride } }
  }

  /// A part of `count` things of which all parts have nearly equally many.
  func range(ofPart part: Int, of parts: Int, count: Int) -> Range<Int> {
    count * part / parts..<count * (part + 1) / parts
  }

  /// Memory for what kernels take in place of an operator's constants.
  struct ConstantsMemory {
    let start: UnsafeMutableRawPointer
    /// Whether an operator with the same constants has filled it.
    let isFilled: Bool
  }

  /// Where an operator's weights and its scaling begin in a workspace.
  private struct Places {
    var weights = 0
    var scaling = 0

    subscript(isWeights isWeights: Bool) -> Int {
      get { isWeights ? weights : scaling }
      set { if isWeights { weights = newValue } else { scaling = newValue } }
    }
  }

  /// Memory that a session is given for what it prepares, handed out piece by piece; or none yet, to find out how
  /// much is needed.
  struct Workspace {
    /// Each piece begins at a multiple of this: a cache line, and the longest vector.
    static let alignment = 64

    /// What computes.
    let kernels: apus_kernels
    /// Threads that share the work of large operators.
    let threads: Int
    private let base: UnsafeMutableRawPointer?
    /// Bytes handed out.
    private(set) var count = 0
    /// Bytes of a thread's scratch memory, which one operator uses at a time.
    private var scratchCount = 0
    /// For each operator, where its weights and its scaling begin; nil without memory.
    private var places: UnsafeMutablePointer<Places>?
    /// The operator that is made ready, and those before it with the same constants.
    private var current = 0
    private var shared = SharedConstants()
    /// Where the threads' scratch memory begins, behind the rest, and the bytes of each; nil without memory.
    private let scratch: (start: UnsafeMutableRawPointer, count: Int)?

    /// Hands out nothing, and counts.
    init(measuringFor kernels: apus_kernels, threads: Int) {
      (self.kernels, self.threads, base, scratch) = (kernels, threads, nil, nil)
    }

    /// Hands out memory of the size that `measured` has counted.
    init(_ memory: UnsafeMutableRawPointer, measured: Workspace) {
      (kernels, threads, base) = (measured.kernels, measured.threads, memory)
      let start = memory + measured.count
      scratch = (start, measured.scratchCount)
      start.initializeMemory(as: UInt8.self, repeating: 0, count: measured.threads * measured.scratchCount)
    }

    /// Takes memory to remember where operators have their constants.
    mutating func begin(operatorCount: Int) { places = take(Places.self, operatorCount) }

    /// Says which operator is made ready next, and those before it with the same constants.
    mutating func begin(_ index: Int, sharing shared: SharedConstants) {
      (current, self.shared) = (index, shared)
      if let places { (places + index).initialize(to: Places()) }
    }

    /// All bytes.
    var total: Int { count + threads * scratchCount }

    /// The scratch memory for a part of an operator; nil without memory.
    func scratch(_ part: Int) -> UnsafeMutableRawPointer? { scratch.map { $0.start + part * $0.count } }

    /// The next piece, with room for a number of values; nil without memory.
    mutating func take<T>(_ type: T.Type, _ number: Int) -> UnsafeMutablePointer<T>? {
      let place = count
      count += Self.rounded(number * MemoryLayout<T>.stride)
      return base.map { ($0 + place).bindMemory(to: type, capacity: number) }
    }

    /// The memory for the weights of the operator that is made ready; nil without memory.
    mutating func takeWeights(_ byteCount: Int) -> ConstantsMemory? {
      takeConstants(byteCount, isWeights: true, of: shared.weights)
    }

    /// The memory for its biases, multipliers and shifts; nil without memory.
    mutating func takeScaling(_ byteCount: Int) -> ConstantsMemory? {
      takeConstants(byteCount, isWeights: false, of: shared.scaling)
    }

    /// New memory, or an earlier operator's, which is filled.
    private mutating func takeConstants(
      _ byteCount: Int, isWeights: Bool, of earlier: Int?
    ) -> ConstantsMemory? {
      let place: Int
      if let earlier {
        guard let places else { return nil }
        place = places[earlier][isWeights: isWeights]
      } else {
        place = count
        count += Self.rounded(byteCount)
      }
      guard let base, let places else { return nil }
      places[current][isWeights: isWeights] = place
      return ConstantsMemory(start: base + place, isFilled: earlier != nil)
    }

    /// The description of an operation that one thread executes.
    mutating func keep<T>(_ operation: T) -> PreparedParts { keep(parts: 1) { _ in operation } }

    /// The descriptions of an operation's parts.
    mutating func keep<T>(parts: Int, _ operation: (Int) -> T) -> PreparedParts {
      let place = take(T.self, parts)
      if let place {
        for part in 0..<parts { (place + part).initialize(to: operation(part)) }
      }
      return PreparedParts(first: UnsafeRawPointer(place), stride: MemoryLayout<T>.stride, count: parts)
    }

    /// Into how many parts an operation is divided: one where threads would lose more by waiting for each other than they
    /// win, and never more than there are threads.
    /// - Parameters:
    ///   - work: what the operation takes one core, in units of some picoseconds: its multiply-accumulates.
    ///   - limit: the parts that it can be divided into.
    func partCount(work: Int, limit: Int) -> Int { work < 1 << 17 ? 1 : max(1, min(threads, limit)) }

    /// Asks for scratch memory for each thread; each operator gets the same.
    mutating func needScratch(_ bytes: Int) { scratchCount = max(scratchCount, Self.rounded(bytes)) }

    /// Bytes that a piece takes.
    static func rounded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
  }
#endif
