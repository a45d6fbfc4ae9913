import COneDNN

/// Threads that carry out the same plan side by side, each on its own parts of the batch: GCC's OpenMP, which
/// oneDNN has loaded anyway. oneDNN's primitives stay on the thread that calls them, so that what they add up, and in
/// which order, does not depend on how many threads there are.
struct PlanThreads {
  let size: Int

  /// Calls the body once for each member, on a thread of its own.
  func run(_ body: (Int) -> Void) {
    guard size > 1 else { return Self.onOneThread { body(0) } }
    // All members must come, however busy the machine is.
    omp_set_dynamic(0)
    withoutActuallyEscaping(body) { body in
      var work = Work(body: body)
      withUnsafeMutablePointer(to: &work) { work in
        GOMP_parallel(
          { raw in
            raw!.assumingMemoryBound(to: Work.self).pointee.body(Int(omp_get_thread_num()))
          }, work, UInt32(size), 0)
      }
    }
  }

  /// Waits, inside of `run`, until all members have come here.
  func meet() { if size > 1 { GOMP_barrier() } }

  /// Makes or executes primitives on a single thread, whatever oneDNN would use by itself.
  static func onOneThread<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let threads = omp_get_max_threads()
    omp_set_num_threads(1)
    defer { omp_set_num_threads(threads) }
    return try body()
  }

  private struct Work {
    let body: (Int) -> Void
  }
}
