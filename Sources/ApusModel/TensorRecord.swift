/// What an `.apus` file says about one value of the network: where it lies in the arena, its extents and what its
/// integers stand for, `real = scale × (q − zeroPoint)`.
///
/// It is read from the file where it is asked for, and so lives as long as the file's bytes.
public struct TensorRecord {
  let base: UnsafeRawPointer

  /// The record at a byte offset.
  @inline(__always)
  init(at base: UnsafeRawPointer, _ position: Int) { self.base = base + position }

  /// First byte in the arena.
  @inline(__always)
  public var offset: Int { base.size32(Layout.Tensor.offset) }
  /// Rows; 1 for a vector.
  @inline(__always)
  public var height: Int { base.size16(Layout.Tensor.height) }
  /// Columns; 1 for a vector.
  @inline(__always)
  public var width: Int { base.size16(Layout.Tensor.width) }
  /// The innermost extent: channels of a feature map, features of a vector.
  @inline(__always)
  public var channels: Int { base.size32(Layout.Tensor.channels) }
  /// How many dimensions people see: 3 for a feature map, 2 for a sequence (steps, features), 1 for a vector.
  @inline(__always)
  public var rank: Int { Int(base.u8(Layout.Tensor.rank)) }
  /// The real distance between neighboring integers; 0 where a file in the compact form does not say.
  @inline(__always)
  public var scale: Float { Float(bitPattern: base.u32(Layout.Tensor.scale)) }
  /// The integer that stands for 0.
  @inline(__always)
  public var zeroPoint: Int32 { Int32(base.i8(Layout.Tensor.zeroPoint)) }
  /// What its elements are.
  @inline(__always)
  public var element: TensorRecord.Element {
    guard isBuiltIn(.wideElements) else { return .int8 }
    return TensorRecord.Element(rawValue: base.u8(Layout.Tensor.element)) ?? .int8
  }

  /// How many elements it has.
  public var count: Int { height &* width &* channels }

  /// Bytes that it takes.
  public var byteCount: Int { count &* element.byteCount }

  /// Rows times columns.
  public var positions: Int { height &* width }

  /// The arena byte after its last.
  public var end: Int { offset &+ byteCount }

  /// Whether two values share a byte of the arena.
  package func overlaps(_ other: TensorRecord) -> Bool { offset < other.end && other.offset < end }

  /// Whether two values have the same extents.
  package func hasShape(of other: TensorRecord) -> Bool {
    height == other.height && width == other.width && channels == other.channels
  }

  /// Whether the integers of two values stand for the same real numbers.
  package func isQuantized(as other: TensorRecord) -> Bool {
    // Scales are positive: they are equal where their bits are, which needs no floating-point unit. Where one is not
    // told, there is nothing to compare.
    let (first, second) = (scale.bitPattern, other.scale.bitPattern)
    guard zeroPoint == other.zeroPoint, element == other.element else { return false }
    return first == second || isBuiltIn(.compactForm) && (first == 0 || second == 0)
  }

  /// The largest distance of an int8 from the zero point: 128 … 255.
  package var magnitude: UInt32 { UInt32(truncatingIfNeeded: max(zeroPoint + 128, 127 - zeroPoint)) }

  /// Checks everything that concerns this value alone.
  /// - Parameters:
  ///   - position: the record's first byte in the file.
  ///   - isPlaced: whether it has a place and a scale, as in all forms but the compact one.
  func validate(arenaBytes: Int, byte position: Int, isPlaced: Bool) throws(ModelError) {
    // A constant where the build has no other form.
    let isPlaced = isPlaced && (isBuiltIn(.fullForm) || isBuiltIn(.version1))
    guard let count = checkedProduct(height, width, channels) else {
      throw .invalid(.shape, byte: position + Layout.Tensor.height)
    }
    guard rank == 1 ? positions == 1 : rank == 2 ? height == 1 : rank == 3 else {
      throw .invalid(.shape, byte: position + Layout.Tensor.rank)
    }
    try validateElement(count: count, byte: position, isPlaced: isPlaced)
    if isPlaced {
      guard offset % Layout.alignment == 0, lies(offset, count: byteCount, within: arenaBytes) else {
        throw .invalid(.arenaRegion, byte: position + Layout.Tensor.offset)
      }
    }
    // The bits of the positive finite numbers, from the smallest to the largest.
    guard scale.bitPattern >= (isPlaced ? 1 : 0), scale.bitPattern <= 0x7F7F_FFFF else {
      throw .invalid(.scale, byte: position + Layout.Tensor.scale)
    }
  }

  @inline(__always)
  private func validateElement(count: Int, byte position: Int, isPlaced: Bool) throws(ModelError) {
    guard isBuiltIn(.wideElements) else {
      // The compact form has notes in the reserved byte, which its stream does not reach.
      let bits = isPlaced ? base.u16(Layout.Tensor.element) : UInt16(base.u8(Layout.Tensor.element))
      guard bits == 0 else {
        throw .invalid(.element, byte: position + Layout.Tensor.element)
      }
      return
    }
    guard base.u8(Layout.Tensor.element) <= Element.int32.rawValue else {
      throw .invalid(.element, byte: position + Layout.Tensor.element)
    }
    guard !isPlaced || base.u8(Layout.Tensor.reserved) == 0 else {
      throw .invalid(.reserved, byte: position + Layout.Tensor.reserved)
    }
    guard element == .int8 || zeroPoint == 0 else {
      throw .invalid(.quantization, byte: position + Layout.Tensor.zeroPoint)
    }
    guard checkedProduct(count, element.byteCount) != nil else {
      throw .invalid(.shape, byte: position + Layout.Tensor.height)
    }
  }
}
