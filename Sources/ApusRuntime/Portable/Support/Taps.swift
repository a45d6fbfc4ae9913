/// The taps of a window, along one axis, that lie inside the input. Clipping the range once spares a test
/// for each tap.
struct Taps {
  /// The first tap inside.
  let start: Int
  /// The tap after the last one inside; `start` where none is.
  let end: Int

  /// - Parameters:
  ///   - origin: the input index of tap 0; negative in the padding.
  ///   - extent: how many rows or columns the input has.
  @inline(__always)
  init(origin: Int, count: Int, dilation: Int, extent: Int) {
    if dilation == 1 {
      start = origin < 0 ? min(0 &- origin, count) : 0
      end = max(start, min(count, extent &- origin))
    } else {
      start = origin < 0 ? min((dilation &- 1 &- origin) / dilation, count) : 0
      let inside = extent &- origin
      end = max(start, inside <= 0 ? 0 : min(count, (inside &+ dilation &- 1) / dilation))
    }
  }
}
