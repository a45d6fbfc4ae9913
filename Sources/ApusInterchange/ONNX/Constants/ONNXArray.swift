/// A constant that has been read or computed: elements of any rank, as reals or as whole numbers.
struct ONNXArray: Hashable {
  /// Extents, outermost first; none for a single number.
  var shape: [Int]
  /// What the file calls the elements' type.
  var type: ONNXElementType
  var values: Values
  /// What the file has where these are places in it: texts.
  var texts: [String]?
  /// Where the reals stand for int8 weights: how.
  var quantization: Quantization?

  /// The elements, in row-major order.
  enum Values: Hashable {
    case reals([Float])
    case integers([Int64])
  }

  /// How integers stand for the reals of a constant: one scale, or one for each index of an axis.
  struct Quantization: Hashable {
    var scales: [Float]
    /// The zero point of the only scale, of int8, or of uint8 less 128.
    var zeroPoint: Int?
    var axis: Int?
  }

  /// Reals.
  init(_ values: [Float], shape: [Int]) {
    self.init(shape: shape, type: .float, values: .reals(values))
  }

  /// Whole numbers.
  init(_ values: [Int64], shape: [Int], type: ONNXElementType = .int64) {
    self.init(shape: shape, type: type, values: .integers(values))
  }

  init(shape: [Int], type: ONNXElementType, values: Values) {
    self.shape = shape
    self.type = type
    self.values = values
  }

  /// How many elements there are.
  var count: Int {
    switch values {
    case .reals(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// The elements as reals.
  var reals: [Float] {
    switch values {
    case .reals(let values): values
    case .integers(let values): values.map { Float($0) }
    }
  }

  /// The elements as whole numbers, fractions cut off; nil where one is none.
  var integers: [Int]? {
    switch values {
    case .integers(let values): return values.map { Int($0) }
    case .reals(let values):
      let integers = values.compactMap { $0.isFinite ? Int(exactly: $0.rounded(.towardZero)) : nil }
      return integers.count == values.count ? integers : nil
    }
  }

  /// The only element; nil where there are more or none.
  var single: Float? { count == 1 ? reals[0] : nil }

  /// The element that all are; nil where they differ or there are none.
  var uniform: Float? {
    let reals = reals
    guard let first = reals.first, reals.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// The same elements under other extents.
  /// - Precondition: there are as many.
  func reshaped(_ shape: [Int]) -> ONNXArray {
    precondition(shape.reduce(1, *) == count, "a reshaping keeps the elements")
    var result = self
    result.shape = shape
    result.quantization = nil
    if let quantization, quantization.axis == nil || quantization.scales.count == 1 {
      result.quantization = Quantization(
        scales: quantization.scales, zeroPoint: quantization.zeroPoint)
    } else if let quantization, let axis = quantization.axis {
      // Axes of one element may come and go around the one that the scales are of.
      let outer = self.shape[..<axis].reduce(1, *)
      var product = 1
      for (new, extent) in shape.enumerated() {
        if product == outer, extent == self.shape[axis] {
          result.quantization = Quantization(scales: quantization.scales, axis: new)
          break
        }
        product *= extent
      }
    }
    return result
  }

  /// The axes in another order.
  func transposed(_ permutation: [Int]) -> ONNXArray {
    guard count > 0 else { return reshaped(permutation.map { shape[$0] }) }
    let steps = ElementLayout(shape).steps(to: ElementLayout(shape, memoryOrder: permutation))
    var result = steps.reduce(self) { $0.applying($1) }
    result.shape = permutation.map { shape[$0] }
    result.quantization = quantization.map { old in
      Quantization(
        scales: old.scales, zeroPoint: old.zeroPoint,
        axis: old.axis.map { permutation.firstIndex(of: $0)! })
    }
    return result
  }

  /// The elements as a step brings them in order.
  func applying(_ step: TranspositionStep) -> ONNXArray {
    var result = self
    switch values {
    case .reals(let values): result.values = .reals(step.applied(to: values))
    case .integers(let values): result.values = .integers(step.applied(to: values))
    }
    return result
  }

  /// The elements at some indices of each axis, which may repeat: slices, tiles, expansions, borders.
  /// - Precondition: all are indices of the axis.
  func selecting(_ indices: [[Int]]) -> ONNXArray {
    precondition(indices.count == shape.count, "indices for each axis")
    var places = [0]
    var stride = count
    for (axis, chosen) in indices.enumerated() {
      stride = shape[axis] == 0 ? 0 : stride / shape[axis]
      places = places.flatMap { place in chosen.map { place + $0 * stride } }
    }
    var result = self
    result.shape = indices.map(\.count)
    result.quantization = quantization?.axis == nil ? quantization : nil
    switch values {
    case .reals(let values): result.values = .reals(places.map { values[$0] })
    case .integers(let values): result.values = .integers(places.map { values[$0] })
    }
    return result
  }

  /// The extents of what comes of combining values element by element; nil where they do not fit.
  static func broadcastShape(_ shapes: [[Int]]) -> [Int]? {
    let rank = shapes.map(\.count).max() ?? 0
    var result = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (offset, extent) in shape.reversed().enumerated() where extent != 1 {
        let axis = rank - 1 - offset
        guard result[axis] == 1 || result[axis] == extent else { return nil }
        result[axis] = extent
      }
    }
    return result
  }

  /// The elements repeated so that the extents become others.
  /// - Precondition: these are what broadcasting makes of the array's and some other's.
  func expanded(to target: [Int]) -> ONNXArray {
    guard shape != target else { return self }
    let padded = Array(repeating: 1, count: target.count - shape.count) + shape
    return reshaped(padded).selecting(
      zip(padded, target).map { mine, extent in
        mine == extent ? Array(0..<extent) : Array(repeating: 0, count: extent)
      })
  }
}
