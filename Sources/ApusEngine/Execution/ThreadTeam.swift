import COneDNN

/// Loops split over oneDNN's own OpenMP threads. Which thread takes which range depends only on the count
/// and the number of threads, so results are the same in every run.
enum ThreadTeam {
  /// Fewer elements than this are not worth waking a thread for.
  static let smallestShare = 4096

  /// Threads that a parallel loop uses at most.
  static var size: Int { Int(omp_get_max_threads()) }

  /// Calls the body with ranges that together make `0 ..< count`, each on a thread of its own.
  ///
  /// - Parameters:
  ///   - count: how many items there are.
  ///   - cost: elements touched for each item; small totals stay on the calling thread.
  ///   - body: must not write to what another range reads or writes.
  static func split(_ count: Int, cost: Int = 1, _ body: (Range<Int>) -> Void) {
    let threads = min(size, count, max(1, count * cost / smallestShare))
    guard threads > 1 else {
      if count > 0 { body(0..<count) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var loop = Loop(count: count, body: body)
      withUnsafeMutablePointer(to: &loop) { loop in
        GOMP_parallel(
          { raw in
            let loop = raw!.assumingMemoryBound(to: Loop.self)
            let thread = Int(omp_get_thread_num())
            let threads = Int(omp_get_num_threads())
            let count = loop.pointee.count
            loop.pointee.body(count * thread / threads..<count * (thread + 1) / threads)
          }, loop, UInt32(threads), 0)
      }
    }
  }

  private struct Loop {
    let count: Int
    let body: (Range<Int>) -> Void
  }
}
