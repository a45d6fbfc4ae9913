import ApusGraph

/// The bounds of a STRIDED_SLICE with the masks that change their meaning. Bit `i` of a mask is about entry `i`
/// of the bounds, which need not be axis `i`: an ellipsis stands for all axes that are left over, and a new axis
/// for none (`tf.strided_slice`).
struct TFLiteStridedSlice {
  var site: TFLiteOperatorSite
  var begins: [Int]
  var ends: [Int]
  var strides: [Int]
  /// Entries whose begin is the beginning.
  var beginMask: Int
  /// Entries whose end is the end.
  var endMask: Int
  /// The entry, one at most, that stands for all axes that no other entry is about.
  var ellipsisMask: Int
  /// Entries that add an axis of one index.
  var newAxisMask: Int
  /// Entries for which only the index `begin` is taken, and the axis removed.
  var shrinkAxisMask: Int

  /// What is taken along each axis.
  /// - Parameter extents: how long the axes are, the batch's first.
  /// - Throws: `unsupported` for what has no elements, leaves the axes or goes backwards.
  func axes(of extents: [Int]) throws(TFLiteError) -> [Slice.Axis] {
    guard begins.count == ends.count, begins.count == strides.count, ellipsisMask.nonzeroBitCount <= 1 else {
      throw .unsupported(
        site, "\(begins.count) begins, \(ends.count) ends, \(strides.count) strides or several ellipses")
    }
    let entries = begins.indices
    let named = entries.count { !isEllipsis($0) && !isNewAxis($0) }
    guard named <= extents.count else {
      throw .unsupported(site, "bounds for \(named) axes of \(extents.count)")
    }
    var axes: [Slice.Axis] = []
    func takeWhole(_ count: Int) {
      for _ in 0..<count { axes.append(Slice.Axis(begin: 0, count: extents[axes.count])) }
    }
    for entry in entries {
      if isEllipsis(entry) {
        takeWhole(extents.count - named)
      } else if !isNewAxis(entry) {
        axes.append(try axis(entry, extent: extents[axes.count]))
      }
    }
    takeWhole(extents.count - axes.count)
    return axes
  }

  private func isEllipsis(_ entry: Int) -> Bool { has(ellipsisMask, entry) }
  private func isNewAxis(_ entry: Int) -> Bool { has(newAxisMask, entry) && !isEllipsis(entry) }
  private func has(_ mask: Int, _ entry: Int) -> Bool { mask >> entry & 1 == 1 }

  private func axis(_ entry: Int, extent: Int) throws(TFLiteError) -> Slice.Axis {
    /// Counted from the end where negative, and within the axis.
    func clamped(_ index: Int) -> Int { min(max(index < 0 ? index &+ extent : index, 0), extent) }
    let stride = strides[entry]
    guard stride > 0 else { throw .unsupported(site, "a stride of \(stride)") }
    if has(shrinkAxisMask, entry) {
      let index = has(beginMask, entry) ? 0 : begins[entry]
      guard (-extent..<extent).contains(index) else {
        throw .unsupported(site, "index \(index) of \(extent)")
      }
      return Slice.Axis(begin: clamped(index), count: 1)
    }
    let begin = has(beginMask, entry) ? 0 : clamped(begins[entry])
    let end = has(endMask, entry) ? extent : clamped(ends[entry])
    guard begin < end else { throw .unsupported(site, "bounds from \(begin) to \(end), which hold nothing") }
    return Slice.Axis(begin: begin, count: (end - begin - 1) / stride + 1, stride: stride)
  }
}
