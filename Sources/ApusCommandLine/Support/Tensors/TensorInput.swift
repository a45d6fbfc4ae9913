import ApusGraph
import ApusInterchange

/// An array whose samples are one input of a network.
struct TensorInput {
  /// The array's file, for messages.
  let path: String
  /// The array's extents in front of a sample's: that of the batch, or several.
  let leading: [Int]
  private let elements: NumPyArray.Elements
  private let sampleCount: Int
  private let places: [Int]?

  /// An array as an input of a shape. Extents of 1 do not count, so a vector may also come as a feature map of one
  /// row and column; those of more axes than three may stand apart. Where the array's extents are those of the other layout
  /// alone, it has that one.
  /// - Throws: `TensorError.shape` for an array of other extents.
  init(_ array: NumPyArray, path: String, input: TensorValue, layout: TensorLayout) throws(TensorError) {
    self.path = path
    elements = array.elements
    sampleCount = input.shape.count
    let layouts = [layout] + TensorLayout.allCases.filter { $0 != layout }
    for layout in layouts {
      guard let leading = Self.leading(array.shape, sample: layout.extents(of: input.shape)) else { continue }
      self.leading = leading
      places = layout.places(of: input.shape)
      return
    }
    throw .shape(path: path, found: array.shape, input: input, needed: layout.extents(of: input.shape))
  }

  /// How many samples there are.
  var count: Int { elements.count / max(1, sampleCount) }

  /// The extents in front of a sample's; nil where the others are not a sample's.
  private static func leading(_ shape: [Int], sample: [Int]) -> [Int]? {
    let needed = sample.filter { $0 != 1 }
    // Of several ways, the one with a single extent for the batch.
    let splits = shape.indices.dropFirst() + (shape.isEmpty ? [] : [shape.count, 0])
    let split =
      splits.first { shape[$0...].filter { $0 != 1 } == needed }
      ?? splits.first { isFiner(shape[$0...].filter { $0 != 1 }, than: needed) }
    return split.map { Array(shape[..<$0]) }
  }

  /// Whether extents become others where neighbors are taken together, as those of values of more axes than three are.
  private static func isFiner(_ fine: [Int], than coarse: [Int]) -> Bool {
    var rest = fine[...]
    for extent in coarse {
      var product = 1
      while product < extent, let next = rest.popFirst() { product *= next }
      guard product == extent else { return false }
    }
    return rest.isEmpty
  }

  /// Calls with each element of a sample, in the kit's order, and its number.
  func forEachReal(of sample: Int, _ body: (Int, Float) -> Void) {
    switch elements {
    case .float32(let values): forEach(values, of: sample, body)
    case .int8(let values): forEach(values, of: sample) { body($0, Float($1)) }
    case .uint8(let values): forEach(values, of: sample) { body($0, Float($1)) }
    case .int16(let values): forEach(values, of: sample) { body($0, Float($1)) }
    case .int32(let values): forEach(values, of: sample) { body($0, Float($1)) }
    }
  }

  /// The elements of samples in the kit's order, one sample after the other.
  func reals(_ samples: Range<Int>) -> [Float] {
    var result = [Float](repeating: 0, count: samples.count * sampleCount)
    for sample in samples {
      let start = (sample - samples.lowerBound) * sampleCount
      forEachReal(of: sample) { result[start + $0] = $1 }
    }
    return result
  }

  /// Fills integers with a sample's, those of a type as they are and float32 ones quantized; uint8 ones are int8 plus 128, as
  /// TensorFlow Lite has both.
  /// - Throws: `TensorError` for elements of another type, and for what is not a number.
  func fill<Integer: FixedWidthInteger>(
    _ target: UnsafeMutableBufferPointer<Integer>, with sample: Int, quantized: (Float) -> Integer?
  ) throws(TensorError) {
    var isNumber = true
    switch (elements, target) {
    case (.int8(let values), let target as UnsafeMutableBufferPointer<Int8>):
      forEach(values, of: sample) { target[$0] = $1 }
    case (.uint8(let values), let target as UnsafeMutableBufferPointer<Int8>):
      forEach(values, of: sample) { target[$0] = Int8(bitPattern: $1 ^ 0x80) }
    case (.int16(let values), let target as UnsafeMutableBufferPointer<Int16>):
      forEach(values, of: sample) { target[$0] = $1 }
    case (.int32(let values), let target as UnsafeMutableBufferPointer<Int32>):
      forEach(values, of: sample) { target[$0] = $1 }
    case (.float32(let values), _):
      forEach(values, of: sample) { index, value in
        guard let integer = quantized(value) else {
          isNumber = false
          return
        }
        target[index] = integer
      }
    case _: throw .elementType(path: path, needed: "\(Integer.self)".lowercased())
    }
    guard isNumber else { throw .notANumber(path: path, sample: sample) }
  }

  /// Whether an element of a sample is no number.
  func hasNaN(in sample: Int) -> Bool {
    guard case .float32(let values) = elements else { return false }
    return values[(sample * sampleCount)..<((sample + 1) * sampleCount)].contains(where: \.isNaN)
  }

  private func forEach<Element>(_ values: [Element], of sample: Int, _ body: (Int, Element) -> Void) {
    let start = sample * sampleCount
    values.withUnsafeBufferPointer { values in
      for index in 0..<sampleCount { body(index, values[start + (places?[index] ?? index)]) }
    }
  }
}
