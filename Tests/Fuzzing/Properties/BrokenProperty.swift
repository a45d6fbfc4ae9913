/// What a reader did with some bytes and must not do.
enum BrokenProperty: Error, Hashable, CustomStringConvertible {
  /// It took more memory than the bytes justify.
  case memory(of: String, taken: Int, justified: Int)
  /// It allocated where it must not allocate at all.
  case allocations(of: String, Int)
  /// The answers of a level of kernels are not the portable ones, from this operator on.
  case answers(level: String, operator: Int)
  /// The exporter wrote a file that the reader refuses.
  case refusedExport(String)
  /// A session refused memory of exactly the size that it asked for.
  case session(String)
  /// A model runs in less memory than it is said to need at least.
  case arena(Int)
  /// A model has fewer multiply-accumulates than one of its operators.
  case multiplyAccumulates
  /// What was read is not sound.
  case unsound(String)
  /// What was read is another thing once it has been written and read again.
  case changed(String)

  /// One clause.
  var description: String {
    switch self {
    case .memory(let what, let taken, let justified):
      "\(what) took \(taken) bytes of memory, where the file justifies \(justified)"
    case .allocations(let what, let count): "\(what) made \(count) allocations"
    case .answers(let level, let index): "level \(level) differs from the portable one at operator \(index)"
    case .refusedExport(let error): "the exported file is refused: \(error)"
    case .session(let error): "a session refused exactly sized memory: \(error)"
    case .arena(let bound): "the arena is smaller than its lower bound of \(bound) bytes"
    case .multiplyAccumulates: "the multiply-accumulates are fewer than one operator's"
    case .unsound(let error): "what was read is not sound: \(error)"
    case .changed(let what): "\(what) is not read back as it was written"
    }
  }
}
