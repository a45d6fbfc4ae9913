/// The smallest and the largest of some values.
struct Extent {
  /// Infinity before the first value.
  private(set) var lower = Float.infinity
  /// Minus infinity before the first value.
  private(set) var upper = -Float.infinity
  /// Whether no value was infinite or not a number.
  private(set) var isFinite = true

  /// Takes values into account.
  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    typealias Lanes = SIMD16<Float>
    var lowers = Lanes(repeating: lower)
    var uppers = Lanes(repeating: upper)
    // Infinity and what is not a number become no number by a factor of zero, and stay so in a sum.
    var sums = Lanes.zero
    func add(_ lanes: Lanes) {
      lowers.replace(with: lanes, where: lanes .< lowers)
      uppers.replace(with: lanes, where: lanes .> uppers)
      sums += lanes * 0
    }
    let rest = values.count % Lanes.scalarCount
    let bytes = UnsafeRawBufferPointer(values)
    for position in stride(from: 0, to: values.count - rest, by: Lanes.scalarCount) {
      add(bytes.loadUnaligned(fromByteOffset: position * MemoryLayout<Float>.stride, as: Lanes.self))
    }
    for value in values.suffix(rest) { add(Lanes(repeating: value)) }
    lower = lowers.min()
    upper = uppers.max()
    isFinite = isFinite && sums.sum() == 0
  }
}
