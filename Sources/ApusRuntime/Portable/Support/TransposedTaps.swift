/// Which rows (or columns) of a transposed convolution's input reach one of its output, and with which taps of the
/// kernel: `k` of `start ..< end` stands for row `lastInput − k` and tap `firstTap + k · stride`.
struct TransposedTaps {
  /// The first tap whose distance is a multiple of the stride.
  let firstTap: Int
  /// The row that reaches the output with that tap, whether or not there is such a row.
  let lastInput: Int
  /// The first `k` whose row is there.
  let start: Int
  /// The `k` after the last one whose row and tap are there; `start` where none is.
  let end: Int

  /// - Parameters:
  ///   - place: the output's row, counted with those that are left out above.
  ///   - count: rows of the kernel.
  ///   - extent: how many rows the input has.
  @inline(__always)
  init(place: Int, count: Int, stride: Int, extent: Int) {
    lastInput = place / stride
    firstTap = place &- lastInput &* stride
    start = max(0, lastInput &- extent &+ 1)
    let taps = firstTap < count ? (count &- 1 &- firstTap) / stride &+ 1 : 0
    end = max(start, min(taps, lastInput &+ 1))
  }
}
