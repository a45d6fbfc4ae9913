/// What unfolding and planning note in the tensor records of values, which are those in the caller's memory.
extension TensorRecord {
  /// Where it lies in the arena; below 0 where that is not known, and then the value that it shows: of all but views
  /// itself.
  var place: Int32 { base.i32(Layout.Tensor.offset) }

  func note(place: Int32) {
    UnsafeMutableRawPointer(mutating: base).storeBytes(
      of: place, toByteOffset: Layout.Tensor.offset, as: Int32.self)
  }

  /// The number of the last value that is made of it, in a byte that files leave free.
  var lastUse: Int { Int(base.u8(Layout.Tensor.reserved)) }

  func note(lastUse: Int) {
    UnsafeMutableRawPointer(mutating: base).storeBytes(
      of: UInt8(truncatingIfNeeded: lastUse), toByteOffset: Layout.Tensor.reserved, as: UInt8.self)
  }
}

extension Int32 {
  /// No place in the arena, but the value that is shown.
  static func unplaced(_ shown: Int) -> Int32 { .min | Int32(truncatingIfNeeded: shown) }

  /// The value that is shown, where there is no place.
  var shown: Int { Int(UInt16(truncatingIfNeeded: self)) }
}
