import ApusGraph
import ApusInterchange

/// What one output of a network gives for sample after sample.
struct TensorOutput {
  private let shape: Shape
  private let places: [Int]?
  private var reals: [Float] = []
  private var bytes: [Int8] = []
  private var words: [Int16] = []
  private var indices: [Int32] = []

  /// - Parameters:
  ///   - shape: a sample's.
  ///   - layout: the array's.
  init(shape: Shape, layout: TensorLayout) {
    self.shape = shape
    // An element's place in the array, turned around: which element comes next.
    if let places = layout.places(of: shape) {
      var sources = places
      for (index, place) in places.enumerated() { sources[place] = index }
      self.places = sources
    } else {
      places = nil
    }
  }

  mutating func append(_ sample: some RandomAccessCollection<Float>) { append(sample, to: \.reals) }
  mutating func append(_ sample: UnsafeBufferPointer<Int8>) { append(sample, to: \.bytes) }
  mutating func append(_ sample: UnsafeBufferPointer<Int16>) { append(sample, to: \.words) }
  mutating func append(_ sample: UnsafeBufferPointer<Int32>) { append(sample, to: \.indices) }

  private mutating func append<Sample: RandomAccessCollection>(
    _ sample: Sample, to elements: WritableKeyPath<Self, [Sample.Element]>
  ) {
    guard let places else { return self[keyPath: elements].append(contentsOf: sample) }
    let start = sample.startIndex
    self[keyPath: elements].append(
      contentsOf: places.lazy.map { sample[sample.index(start, offsetBy: $0)] })
  }

  /// All samples as one array.
  /// - Parameters:
  ///   - leading: its extents in front of a sample's.
  ///   - layout: as it was given at first.
  func array(leading: [Int], layout: TensorLayout) -> NumPyArray {
    let elements: NumPyArray.Elements =
      !bytes.isEmpty
      ? .int8(bytes) : !words.isEmpty ? .int16(words) : !indices.isEmpty ? .int32(indices) : .float32(reals)
    return NumPyArray(shape: leading + layout.extents(of: shape), elements: elements)
  }
}
