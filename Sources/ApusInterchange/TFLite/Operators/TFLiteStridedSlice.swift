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

  /// What is taken along each axis; a negative stride goes backwards.
  /// - Parameter extents: how long the axes are, the batch's first.
  /// - Throws: `unsupported` for what has no elements or leaves the axes.
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

  /// The extents of what is made: without the axes of single indices, and with new ones.
  /// - Parameter axes: what is taken along each axis, as `axes(of:)` says.
  func extents(of axes: [Slice.Axis]) -> [Int] {
    var extents: [Int] = []
    var rest = axes[...]
    let named = begins.indices.count { !isEllipsis($0) && !isNewAxis($0) }
    for entry in begins.indices {
      if isEllipsis(entry) {
        for _ in 0..<(axes.count - named) { extents.append(rest.removeFirst().count) }
      } else if isNewAxis(entry) {
        extents.append(1)
      } else {
        let axis = rest.removeFirst()
        if !has(shrinkAxisMask, entry) { extents.append(axis.count) }
      }
    }
    return extents + rest.map(\.count)
  }

  private func axis(_ entry: Int, extent: Int) throws(TFLiteError) -> Slice.Axis {
    let stride = strides[entry]
    guard stride != 0, stride.magnitude <= 1 << 24 else { throw .unsupported(site, "a stride of \(stride)") }
    if has(shrinkAxisMask, entry) {
      let index = has(beginMask, entry) ? 0 : begins[entry]
      guard (-extent..<extent).contains(index) else {
        throw .unsupported(site, "index \(index) of \(extent)")
      }
      return Slice.Axis(begin: index < 0 ? index + extent : index, count: 1)
    }
    // Counted from the end where negative, and within the axis; backwards, from its last index to before its first.
    let (lowest, highest) = stride > 0 ? (0, extent) : (-1, extent - 1)
    func clamped(_ index: Int) -> Int { min(max(index < 0 ? index &+ extent : index, lowest), highest) }
    let begin = has(beginMask, entry) ? (stride > 0 ? lowest : highest) : clamped(begins[entry])
    let end = has(endMask, entry) ? (stride > 0 ? highest : lowest) : clamped(ends[entry])
    let distance = stride > 0 ? end - begin : begin - end
    guard distance > 0 else { throw .unsupported(site, "bounds from \(begin) to \(end), which hold nothing") }
    return Slice.Axis(begin: begin, count: (distance - 1) / abs(stride) + 1, stride: stride)
  }
}
