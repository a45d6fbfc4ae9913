/// What an `.apus` file says about one int8 value of the network: where it lies in the arena, its extents
/// and what its integers stand for, `real = scale × (q − zeroPoint)`.
///
/// It is read from the file where it is asked for, and so lives as long as the file's bytes.
public struct TensorRecord {
  private let base: UnsafeRawPointer

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
  /// How many dimensions people see: 3 for a feature map, 1 for a vector.
  @inline(__always)
  public var rank: Int { Int(base.u8(Layout.Tensor.rank)) }
  /// The real distance between neighboring integers.
  @inline(__always)
  public var scale: Float { Float(bitPattern: base.u32(Layout.Tensor.scale)) }
  /// The integer that stands for 0.
  @inline(__always)
  public var zeroPoint: Int32 { Int32(base.i8(Layout.Tensor.zeroPoint)) }

  /// How many elements, and bytes, it has.
  public var count: Int { height &* width &* channels }

  /// Rows times columns.
  public var positions: Int { height &* width }

  /// The arena byte after its last.
  public var end: Int { offset &+ count }

  /// Whether two values share a byte of the arena.
  package func overlaps(_ other: TensorRecord) -> Bool { offset < other.end && other.offset < end }

  /// Whether two values have the same extents.
  package func hasShape(of other: TensorRecord) -> Bool {
    height == other.height && width == other.width && channels == other.channels
  }

  /// Whether the integers of two values stand for the same real numbers.
  package func isQuantized(as other: TensorRecord) -> Bool {
    // Scales are positive: they are equal where their bits are, which needs no floating-point unit.
    scale.bitPattern == other.scale.bitPattern && zeroPoint == other.zeroPoint
  }

  /// The largest distance of an int8 from the zero point: 128 … 255.
  package var magnitude: UInt32 { UInt32(truncatingIfNeeded: max(zeroPoint + 128, 127 - zeroPoint)) }

  /// Checks everything that concerns this value alone.
  func validate(arenaBytes: Int, byte position: Int) throws(ModelError) {
    guard let count = checkedProduct(height, width, channels) else {
      throw .invalid(.shape, byte: position + Layout.Tensor.height)
    }
    guard rank == 1 ? positions == 1 : rank == 2 ? height == 1 : rank == 3 else {
      throw .invalid(.shape, byte: position + Layout.Tensor.rank)
    }
    guard offset % Layout.alignment == 0, lies(offset, count: count, within: arenaBytes) else {
      throw .invalid(.arenaRegion, byte: position + Layout.Tensor.offset)
    }
    // The bits of the positive finite numbers, from the smallest to the largest.
    guard (1...0x7F7F_FFFF).contains(scale.bitPattern) else {
      throw .invalid(.scale, byte: position + Layout.Tensor.scale)
    }
  }
}
