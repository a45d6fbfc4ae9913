extension ONNXStep {
  /// The shape that RESHAPE asks for.
  /// - Parameters:
  ///   - shape: of what is reshaped.
  ///   - batch: how many samples the file has where this network has one.
  func newShape(for shape: [Int], batch: Int) throws(ONNXError) -> [Int] {
    guard var wanted = try integers(1, or: "shape") else { throw damaged("no shape") }
    let keepsZero = try node.integer("allowzero", default: 0) != 0
    let count = shape.reduce(1, *)
    for (axis, extent) in wanted.enumerated() where extent == 0 && !keepsZero {
      guard axis < shape.count else { throw damaged("a shape that does not fit") }
      wanted[axis] = shape[axis]
    }
    guard wanted.allSatisfy({ (-1...1 << 31).contains($0) }), wanted.count(where: { $0 == -1 }) <= 1 else {
      throw damaged("a shape of \(wanted)")
    }
    func filled(_ wanted: [Int]) -> [Int]? {
      var wanted = wanted
      let known = wanted.filter { $0 != -1 }.reduce(1.0) { $0 * Double($1) }
      guard let open = wanted.firstIndex(of: -1) else { return known == Double(count) ? wanted : nil }
      guard known > 0, known <= Double(max(count, 1)), count % Int(known) == 0 else { return nil }
      wanted[open] = count / Int(known)
      return wanted
    }
    // A shape that names the batch: of one sample, its part.
    if batch > 1, let first = wanted.first, first > 0, first % batch == 0, shape.first == 1 {
      if let result = filled([first / batch] + wanted.dropFirst()) { return result }
    }
    guard let result = filled(wanted) else { throw damaged("a shape of \(wanted) for \(shape)") }
    return result
  }

  /// The shape that FLATTEN, SQUEEZE or UNSQUEEZE makes.
  func viewedShape(of shape: [Int], version: Int) throws(ONNXError) -> [Int] {
    switch node.kind {
    case "Flatten":
      let given = try node.integer("axis", default: 1)
      guard (-shape.count...shape.count).contains(given) else { throw damaged("an axis \(given)") }
      let axis = given < 0 ? given + shape.count : given
      return [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
    case "Squeeze":
      guard let given = try integers(1, or: "axes") else { return shape.filter { $0 != 1 } }
      var axes: Set<Int> = []
      for axis in given { axes.insert(try resolved(axis, rank: shape.count)) }
      guard axes.allSatisfy({ shape[$0] == 1 }) else { throw damaged("an axis that is not of extent 1") }
      return shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    case _:
      guard let given = try integers(1, or: "axes"), given.count <= 16 else { throw damaged("no axes") }
      let rank = shape.count + given.count
      var axes: Set<Int> = []
      for axis in given { axes.insert(try resolved(axis, rank: rank)) }
      guard axes.count == given.count else { throw damaged("an axis twice") }
      var rest = shape[...]
      return (0..<rank).map { axes.contains($0) ? 1 : rest.removeFirst() }
    }
  }

  /// What SLICE takes of an axis.
  struct Cut {
    var axis: Int
    var start: Int
    var count: Int
    var stride: Int
    /// The indices that are taken.
    var indices: [Int] { (0..<count).map { start + $0 * stride } }
  }

  /// What SLICE takes, of the axes that it names.
  func cuts(of shape: [Int], version: Int) throws(ONNXError) -> [Cut] {
    guard let starts = try integers(1, or: "starts"), let ends = try integers(2, or: "ends") else {
      throw damaged("no beginnings or ends")
    }
    let axes = try integers(3, or: "axes") ?? Array(starts.indices)
    let strides = try integers(4, or: "steps") ?? starts.map { _ in 1 }
    guard ends.count == starts.count, axes.count == starts.count, strides.count == starts.count else {
      throw damaged("as many beginnings as ends")
    }
    var cuts: [Cut] = []
    for place in starts.indices {
      let axis = try resolved(axes[place], rank: shape.count)
      let (extent, stride) = (shape[axis], strides[place])
      guard stride != 0, stride != .min else { throw damaged("a step of 0") }
      let bounds = stride > 0 ? 0...extent : -1...(extent - 1)
      func bounded(_ index: Int, _ bounds: ClosedRange<Int>) -> Int {
        let index = index < 0 ? (index < -extent ? -extent - 1 : index) + extent : index
        return max(bounds.lowerBound, min(bounds.upperBound, index))
      }
      let start = bounded(starts[place], stride > 0 ? bounds : 0...max(extent - 1, 0))
      let end = bounded(ends[place], bounds)
      let span = stride > 0 ? end - start : start - end
      let count = span <= 0 ? 0 : (span - 1) / abs(stride) + 1
      cuts.append(Cut(axis: axis, start: start, count: extent == 0 ? 0 : count, stride: stride))
    }
    return cuts
  }

  /// The axis along which SPLIT cuts, and into what.
  func parts(of shape: [Int], version: Int) throws(ONNXError) -> (axis: Int, sizes: [Int]) {
    let axis = try axis("axis", default: 0, rank: shape.count)
    let extent = shape[axis]
    if let sizes = try integers(1, or: "split") {
      guard sizes.allSatisfy({ (0...extent).contains($0) }), sizes.reduce(0, +) == extent,
        sizes.count == node.outputs.count
      else { throw damaged("parts of \(sizes) for an axis of \(extent)") }
      return (axis, sizes)
    }
    let count = try node.integer("num_outputs", default: node.outputs.count)
    guard count > 0, count == node.outputs.count else { throw damaged("\(count) parts") }
    let size = (extent + count - 1) / count
    let sizes = (0..<count).map { min(size, max(0, extent - $0 * size)) }
    return (axis, sizes)
  }
}
