/// Rows of a layer that stand behind the file, each with a checksum of its own, so that classes can be enrolled without
/// touching what is there: a row is appended.
public struct EnrolledRows {
  private let bytes: UnsafeRawBufferPointer
  private let features: Int

  init(_ bytes: UnsafeRawBufferPointer, features: Int) {
    self.bytes = bytes
    self.features = features
  }

  /// Bytes of a row.
  private var rowBytes: Int { Layout.EnrolledRow.weights &+ features }

  /// How many there are.
  public var count: Int { bytes.count / rowBytes }

  /// The name of a class, in UTF-8, which is not checked.
  /// - Precondition: `row` is in `0 ..< count`.
  public func name(_ row: Int) -> UnsafeRawBufferPointer {
    let place = start(row) + Layout.EnrolledRow.name
    return UnsafeRawBufferPointer(start: place + 1, count: Int(place.u8(0)))
  }

  /// Added to a sum of products.
  /// - Precondition: `row` is in `0 ..< count`.
  public func bias(_ row: Int) -> Int32 {
    start(row).loadUnaligned(fromByteOffset: Layout.EnrolledRow.bias, as: Int32.self)
  }

  /// The weights of a class, one for each feature.
  /// - Precondition: `row` is in `0 ..< count`.
  public func weights(_ row: Int) -> UnsafePointer<Int8> {
    (start(row) + Layout.EnrolledRow.weights).assumingMemoryBound(to: Int8.self)
  }

  private func start(_ row: Int) -> UnsafeRawPointer {
    precondition(row >= 0 && row < count)
    return bytes.baseAddress.unsafelyUnwrapped + row &* rowBytes
  }

  /// Checks that they are whole, no more than there is room for, as they were written, and that no sum leaves 32 bits.
  /// - Parameter byte: where they begin.
  func validate(most: Int, magnitude: UInt32, limit: UInt32, byte: Int) throws(ModelError) {
    guard features < Int(Int32.max) &- Layout.EnrolledRow.weights, bytes.count % rowBytes == 0, count <= most
    else {
      throw .invalid(.enrolled, byte: byte)
    }
    for row in 0..<count {
      let place = UnsafeRawBufferPointer(start: start(row), count: rowBytes)
      let byte = byte + row * rowBytes
      let rest = UnsafeRawBufferPointer(rebasing: place[Layout.EnrolledRow.bias...])
      guard start(row).loadUnaligned(as: UInt32.self) == CRC32C.checksum(of: rest),
        Int(start(row).u8(Layout.EnrolledRow.name)) < Layout.EnrolledRow.nameBytes
      else { throw .invalid(.enrolled, byte: byte) }
      // In 64 bits: 2³¹ + 255 · 2⁷ · 2³¹ are fewer than 2⁴⁷.
      var total = UInt64(bias(row).magnitude)
      for feature in 0..<features { total += UInt64(weights(row)[feature].magnitude) * UInt64(magnitude) }
      guard total <= UInt64(limit) else { throw .invalid(.accumulator, byte: byte) }
    }
  }
}
