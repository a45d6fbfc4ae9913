import COneDNN

/// How a batch is divided. Each thread has a stretch of samples, cut into parts so small that what one layer
/// makes of a part is still in the cache when the next one reads it.
struct Partition {
  /// One part: which samples, and which thread works on it.
  struct Part {
    let samples: Range<Int>
    let thread: Int
    /// Whether it is its thread's first, which overwrites gradients where later ones add to them.
    let isFirst: Bool
  }

  let threads: Int
  let parts: [Part]
  /// For each thread, its parts' positions in `parts`.
  let shares: [Range<Int>]

  /// Floats of the largest value that a part may have.
  private static let partSize = 1 << 17
  /// Batches with fewer floats than this in their largest value are not worth waking a thread for.
  private static let smallestShare = 1 << 13

  /// - Parameter largest: elements of a sample's largest value.
  init(batchSize: Int, largest: Int) {
    let available = Int(min(omp_get_max_threads(), omp_get_thread_limit()))
    threads = max(1, min(available, batchSize, batchSize * largest / Self.smallestShare))
    var parts: [Part] = []
    var shares: [Range<Int>] = []
    for thread in 0..<threads {
      let first = batchSize * thread / threads
      let count = batchSize * (thread + 1) / threads - first
      let pieces = min(count, (count * largest + Self.partSize - 1) / Self.partSize)
      let start = parts.count
      for piece in 0..<pieces {
        parts.append(
          Part(
            samples: first + count * piece / pieces..<first + count * (piece + 1) / pieces, thread: thread,
            isFirst: piece == 0))
      }
      shares.append(start..<parts.count)
    }
    self.parts = parts
    self.shares = shares
  }

  /// The most samples in a part.
  var largestPart: Int { parts.map(\.samples.count).max() ?? 0 }
}
