import Dispatch

/// Work that is the same for many items, on all cores.
enum Concurrent {
  /// Calls the body once for each of the items `0 ..< count`, on any thread.
  static func forEach(_ count: Int, _ body: (Int) -> Void) {
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: count) { body($0) }
  }

  /// The results for the items `0 ..< count`, in order.
  static func map<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initialized in
      let first = results.baseAddress
      forEach(count) { (first! + $0).initialize(to: body($0)) }
      initialized = count
    }
  }
}
