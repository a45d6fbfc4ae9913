#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// Memory that a session is given for what it prepares, handed out piece by piece; or none yet, to find out how
  /// much is needed.
  struct Workspace {
    /// Each piece begins at a multiple of this: a cache line, and the longest vector.
    static let alignment = 64

    /// What computes.
    let kernels: apus_kernels
    private let base: UnsafeMutableRawPointer?
    /// Bytes handed out.
    private(set) var count = 0
    /// Bytes of scratch memory, which lies behind the rest and which one operator uses at a time.
    private(set) var scratchCount = 0
    /// Where the scratch memory begins; nil without memory.
    let scratch: UnsafeMutableRawPointer?

    /// Hands out nothing, and counts.
    init(measuringFor kernels: apus_kernels) {
      (self.kernels, base, scratch) = (kernels, nil, nil)
    }

    /// Hands out memory of the size that `measured` has counted.
    init(_ memory: UnsafeMutableRawPointer, measured: Workspace) {
      (kernels, base, scratch) = (measured.kernels, memory, memory + measured.count)
      scratch?.initializeMemory(as: UInt8.self, repeating: 0, count: measured.scratchCount)
    }

    /// All bytes.
    var total: Int { count + scratchCount }

    /// The next piece, for so many values; nil without memory.
    mutating func take<T>(_ type: T.Type, _ number: Int) -> UnsafeMutablePointer<T>? {
      let place = count
      count += Self.rounded(number * MemoryLayout<T>.stride)
      return base.map { ($0 + place).bindMemory(to: type, capacity: number) }
    }

    /// A piece that holds one value.
    mutating func keep<T>(_ value: T) -> UnsafePointer<T>? {
      let place = take(T.self, 1)
      place?.initialize(to: value)
      return UnsafePointer(place)
    }

    /// Asks for scratch memory; each operator gets the same.
    mutating func needScratch(_ bytes: Int) { scratchCount = max(scratchCount, Self.rounded(bytes)) }

    /// Bytes that a piece takes.
    static func rounded(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }
  }
#endif
