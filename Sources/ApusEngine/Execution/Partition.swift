import COneDNN

/// How a batch is divided: into shards, whose gradients are summed apart and then added up in order, and each shard into
/// parts so small that what one layer makes of a part is still in the cache when the next one reads it.
///
/// Shards and parts follow from the graph and the batch alone, never from the number of threads, so that one core gives
/// the same bits as many. Threads differ only in which parts they work on.
struct Partition {
  /// One part: which samples, and which thread works on it.
  struct Part {
    let samples: Range<Int>
    let shard: Int
    let thread: Int
    /// Whether it is its shard's first, which overwrites gradients where later ones add to them.
    let isFirst: Bool
  }

  let threads: Int
  let shards: Int
  let parts: [Part]
  /// For each thread, its parts' positions in `parts`.
  let shares: [Range<Int>]

  /// The most shards that a batch is divided into, and so the most threads that share a batch in training.
  private static let mostShards = 8
  /// Floats of the largest value that a part may have.
  private static let partSize = 1 << 17
  /// Batches with fewer floats than this in their largest value are not worth a shard more.
  private static let smallestShard = 1 << 15
  /// Floats that the sums of all shards' gradients may have together: 512 MiB.
  private static let mostSums = 1 << 27

  /// - Parameters:
  ///   - largest: elements of a sample's largest value.
  ///   - summed: parameters whose gradients each shard sums for itself; 0 at inference, where parts and not whole shards
  ///     are dealt out to threads.
  ///   - available: threads that there are.
  init(batchSize: Int, largest: Int, summed: Int, available: Int) {
    shards = max(
      1,
      min(
        Self.mostShards, batchSize, batchSize * largest / Self.smallestShard,
        summed > 0 ? Self.mostSums / summed : .max))
    var pieces: [(samples: Range<Int>, shard: Int, isFirst: Bool)] = []
    var firstPieces: [Int] = []
    for shard in 0..<shards {
      firstPieces.append(pieces.count)
      let first = batchSize * shard / shards
      let count = batchSize * (shard + 1) / shards - first
      let cuts = min(count, (count * largest + Self.partSize - 1) / Self.partSize)
      for cut in 0..<cuts {
        let samples = first + count * cut / cuts..<first + count * (cut + 1) / cuts
        pieces.append((samples, shard, cut == 0))
      }
    }
    // A shard's parts must be worked on in order.
    let units = summed > 0 ? firstPieces : Array(pieces.indices)
    let starts = units + [pieces.count]
    let threads = max(1, min(available, units.count))
    self.threads = threads
    let shares = (0..<threads).map { thread in
      starts[units.count * thread / threads]..<starts[units.count * (thread + 1) / threads]
    }
    self.shares = shares
    parts = shares.enumerated().flatMap { thread, share in
      share.map {
        Part(
          samples: pieces[$0].samples, shard: pieces[$0].shard, thread: thread, isFirst: pieces[$0].isFirst)
      }
    }
  }

  /// The most samples in a part.
  var largestPart: Int { parts.map(\.samples.count).max() ?? 0 }

  /// The threads that OpenMP gives this process.
  static var availableThreads: Int { Int(min(omp_get_max_threads(), omp_get_thread_limit())) }
}
