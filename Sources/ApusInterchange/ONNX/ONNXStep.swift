/// One operator with what its inputs stand for.
struct ONNXStep {
  let node: ONNXNode
  /// Nil for an input that is left out.
  let inputs: [ONNXValue?]
  let file: [UInt8]

  /// An error that the operator is not supported as it is.
  /// - Parameter what: what about it, as a noun; empty where it is the operator itself.
  func unsupported(_ what: String) -> ONNXError { .unsupported(what).at(node) }

  /// An error that the operator contradicts itself.
  func damaged(_ what: String) -> ONNXError { .damaged("\(node.site) has \(what)") }

  /// Whether an input is there.
  func has(_ place: Int) -> Bool { place < inputs.count && inputs[place] != nil }

  /// An input that must be computed.
  func flow(_ place: Int) throws(ONNXError) -> ONNXFlow {
    guard place < inputs.count, let value = inputs[place] else { throw damaged("too few inputs") }
    guard case .computed(let flow) = value else { throw unsupported("a constant as input \(place)") }
    return flow
  }

  /// An input that must be constant; nil where it is left out.
  func constant(_ place: Int) throws(ONNXError) -> ONNXArray? {
    guard place < inputs.count, let value = inputs[place] else { return nil }
    guard case .constant(let array) = value else { throw unsupported("a computed input \(place)") }
    return array
  }

  /// Whole numbers that an input holds, or an attribute of older versions; nil where neither is there.
  func integers(_ place: Int, or attribute: String) throws(ONNXError) -> [Int]? {
    if let array = try constant(place) {
      guard let integers = array.integers else { throw damaged("numbers that are not whole") }
      return integers
    }
    return try node.integers(attribute)
  }

  /// A bound that an input holds, or an attribute of older versions; nil where there is none.
  func bound(_ place: Int, _ attribute: String) throws(ONNXError) -> Float? {
    if let array = try constant(place) {
      guard let single = array.single, !single.isNaN else { throw damaged("a bound that is no number") }
      return single
    }
    return node.attributes[attribute]?.float
  }

  /// An axis, counted from the end where it is negative.
  func resolved(_ axis: Int, rank: Int) throws(ONNXError) -> Int {
    guard (-rank..<rank).contains(axis) else { throw damaged("an axis \(axis) of \(rank)") }
    return axis < 0 ? axis + rank : axis
  }

  /// A setting that is an axis.
  func axis(_ name: String, default value: Int, rank: Int) throws(ONNXError) -> Int {
    try resolved(try node.integer(name, default: value), rank: rank)
  }

  /// The order of axes that TRANSPOSE asks for.
  func permutation(rank: Int) throws(ONNXError) -> [Int] {
    let permutation = try node.integers("perm") ?? Array((0..<rank).reversed())
    guard permutation.sorted() == Array(0..<rank) else { throw damaged("no order of \(rank) axes") }
    return permutation
  }

  /// Indices of an axis, counted from the end where they are negative.
  func indices(_ array: ONNXArray, extent: Int) throws(ONNXError) -> [Int] {
    guard let indices = array.integers, indices.allSatisfy({ (-extent..<extent).contains($0) }) else {
      throw damaged("indices beyond an axis of \(extent)")
    }
    return indices.map { $0 < 0 ? $0 + extent : $0 }
  }

  /// The axes that a reduction goes over, in order, and whether they stay as axes of one element.
  func reducedAxes(rank: Int, version: Int) throws(ONNXError) -> (axes: [Int], keeps: Bool) {
    let given = try integers(1, or: "axes") ?? []
    let keeps = try node.integer("keepdims", default: 1) != 0
    guard !given.isEmpty else {
      let nothing = try node.integer("noop_with_empty_axes", default: 0) != 0
      return (nothing ? [] : Array(0..<rank), keeps)
    }
    var axes: Set<Int> = []
    for axis in given { axes.insert(try resolved(axis, rank: rank)) }
    return (axes.sorted(), keeps)
  }
}
