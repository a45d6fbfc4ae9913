/// Sums over the rows of a `rows × channels` matrix, two for each channel.
///
/// The rows of each part of the batch are taken in chunks that fit the first-level cache, each summed in single
/// precision; the chunks are then joined in order in double precision. So the result depends neither on
/// which thread was faster nor, much, on the number of rows.
final class ChannelSums {
  let channels: Int
  /// All rows.
  let rows: Int
  /// For each part of the batch, its chunks.
  private let chunks: [[Chunk]]
  private let partial: UnsafeMutablePointer<Float>

  /// A stretch of a part's rows, and where its sums are.
  private struct Chunk {
    let rows: Range<Int>
    let index: Int
  }

  /// - Parameter rows: how many each part of the batch has.
  init(rows: [Int], channels: Int, library: Library) throws(EngineError) {
    self.channels = channels
    let chunkRows = max(1, 8192 / channels)
    var count = 0
    chunks = rows.map { end in
      stride(from: 0, to: end, by: chunkRows).map { start in
        defer { count += 1 }
        return Chunk(rows: start..<min(end, start + chunkRows), index: count)
      }
    }
    self.rows = rows.reduce(0, +)
    partial = try library.allocate(count * channels * 2).baseAddress!
  }

  /// Fills the two sums of every chunk of a part. The body gets the chunk's rows and where its first and
  /// second sums go.
  func gather(
    _ part: Int, _ body: (Range<Int>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    for chunk in chunks[part] {
      let first = partial + chunk.index * channels * 2
      body(chunk.rows, first, first + channels)
    }
  }

  /// Calls the body with the rows of each chunk of a part.
  func forEachChunk(_ part: Int, _ body: (Range<Int>) -> Void) {
    for chunk in chunks[part] { body(chunk.rows) }
  }

  /// Mean and variance of a channel, where the chunks' sums are means and sums of squared deviations from
  /// them (Chan, Golub and LeVeque 1979).
  func moments(of channel: Int) -> (mean: Double, variance: Double) {
    var mean = 0.0
    forEachSum(channel) { count, chunkMean, _ in mean += Double(count) * chunkMean }
    mean /= Double(rows)
    var squares = 0.0
    forEachSum(channel) { count, chunkMean, deviation in
      squares += deviation + Double(count) * (chunkMean - mean) * (chunkMean - mean)
    }
    return (mean, squares / Double(rows))
  }

  /// The plain totals of a channel.
  func totals(of channel: Int) -> (first: Double, second: Double) {
    var totals = (0.0, 0.0)
    forEachSum(channel) { _, first, second in
      totals.0 += first
      totals.1 += second
    }
    return totals
  }

  @inline(__always)
  private func forEachSum(_ channel: Int, _ body: (Int, Double, Double) -> Void) {
    for part in chunks {
      for chunk in part {
        let pointer = partial + chunk.index * channels * 2 + channel
        body(chunk.rows.count, Double(pointer[0]), Double(pointer[channels]))
      }
    }
  }
}
