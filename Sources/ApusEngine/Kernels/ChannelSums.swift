/// Sums over the rows of a `rows × channels` matrix, two for each channel.
///
/// Rows are taken in chunks that fit the first-level cache, each summed in single precision; the chunks are
/// then joined in order in double precision. So the result depends neither on the number of threads nor,
/// much, on the number of rows.
final class ChannelSums {
  let rows: Int
  let channels: Int
  /// Rows in a chunk; the last one may have fewer.
  let chunkRows: Int
  private let chunkCount: Int
  private let partial: UnsafeMutablePointer<Float>

  init(rows: Int, channels: Int, library: Library) {
    self.rows = rows
    self.channels = channels
    chunkRows = max(1, 8192 / channels)
    chunkCount = (rows + chunkRows - 1) / chunkRows
    partial = library.allocate(chunkCount * channels * 2).baseAddress!
  }

  /// Fills every chunk's two sums on all threads. The body gets the chunk's rows and where its first and
  /// second sums go.
  func gather(
    _ body: (Range<Int>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    ThreadTeam.split(chunkCount, cost: chunkRows * channels) { range in
      for chunk in range {
        let first = partial + chunk * channels * 2
        body(chunk * chunkRows..<min(rows, (chunk + 1) * chunkRows), first, first + channels)
      }
    }
  }

  /// Mean and variance of a channel, where the chunks' sums are means and sums of squared deviations from
  /// them (Chan, Golub and LeVeque 1979).
  func moments(of channel: Int) -> (mean: Double, variance: Double) {
    var mean = 0.0
    forEachChunk(channel) { count, chunkMean, _ in mean += Double(count) * chunkMean }
    mean /= Double(rows)
    var squares = 0.0
    forEachChunk(channel) { count, chunkMean, deviation in
      squares += deviation + Double(count) * (chunkMean - mean) * (chunkMean - mean)
    }
    return (mean, squares / Double(rows))
  }

  /// The plain totals of a channel.
  func totals(of channel: Int) -> (first: Double, second: Double) {
    var totals = (0.0, 0.0)
    forEachChunk(channel) { _, first, second in
      totals.0 += first
      totals.1 += second
    }
    return totals
  }

  @inline(__always)
  private func forEachChunk(_ channel: Int, _ body: (Int, Double, Double) -> Void) {
    var pointer = partial + channel
    var start = 0
    for _ in 0..<chunkCount {
      body(min(chunkRows, rows - start), Double(pointer[0]), Double(pointer[channels]))
      pointer += 2 * channels
      start += chunkRows
    }
  }
}
