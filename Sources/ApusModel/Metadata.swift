/// What an image of another size than the input goes through first. The raw values are those in files.
public enum PreprocessingStyle: UInt8, Sendable {
  /// Scaled to cover the input, center kept.
  case photograph = 0
  /// Found as a stroke on a background, cropped and centered as MNIST's digits were made.
  case digit = 1
}

/// Names and the pixel table: what people and image loaders need, and running does not. Strings are UTF-8,
/// not checked; each is one byte of length and then its bytes.
extension Model {
  /// What images go through.
  public var preprocessing: PreprocessingStyle {
    PreprocessingStyle(rawValue: base.u8(Layout.Header.style)) ?? .photograph
  }

  /// The model's name.
  public var name: UnsafeRawBufferPointer { string(0) }

  /// How many class names there are: none, or one for each output.
  public var classCount: Int { Int(base.u16(Layout.Header.classCount)) }

  /// What an output stands for.
  /// - Precondition: `index` is in `0 ..< classCount`.
  public func className(_ index: Int) -> UnsafeRawBufferPointer {
    precondition(index >= 0 && index < classCount)
    return string(1 + index)
  }

  /// Whether operators have names.
  public var hasOperatorNames: Bool { base.u8(Layout.Header.flags) & Layout.Flag.operatorNames != 0 }

  /// An operator's name, or nil where the file has none.
  /// - Precondition: `index` is in `0 ..< operatorCount`.
  public func operatorName(_ index: Int) -> UnsafeRawBufferPointer? {
    precondition(index >= 0 && index < operatorCount)
    return hasOperatorNames ? string(1 + classCount + index) : nil
  }

  /// From a pixel (0 … 255) of a channel to its int8 input, 256 entries for each channel; nil where that is
  /// `pixel − 128` for all of them.
  public var pixelTable: UnsafeBufferPointer<Int8>? {
    guard hasPixelTable else { return nil }
    let count = 256 * input.channels
    let start = (base + (bytes.count - count)).assumingMemoryBound(to: Int8.self)
    return UnsafeBufferPointer(start: start, count: count)
  }

  private var hasPixelTable: Bool { base.u8(Layout.Header.flags) & Layout.Flag.pixelTable != 0 }

  var metadataOffset: Int { base.size32(Layout.Header.metadataOffset) }

  private var stringCount: Int { 1 + classCount + (hasOperatorNames ? operatorCount : 0) }

  private func string(_ index: Int) -> UnsafeRawBufferPointer {
    var offset = metadataOffset
    for _ in 0..<index { offset += 1 + Int(base.u8(offset)) }
    return UnsafeRawBufferPointer(start: base + offset + 1, count: Int(base.u8(offset)))
  }

  /// Strings and table follow each other and end where the file ends.
  func validateMetadata() throws(ModelError) {
    guard classCount == 0 || classCount == output.count else {
      throw .invalid(.classCount, byte: Layout.Header.classCount)
    }
    var offset = metadataOffset
    for _ in 0..<stringCount {
      guard offset < bytes.count, offset + 1 + Int(base.u8(offset)) <= bytes.count else {
        throw .invalid(.metadata, byte: offset)
      }
      offset += 1 + Int(base.u8(offset))
    }
    var remaining = bytes.count - offset
    if hasPixelTable {
      guard let count = checkedProduct(256, input.channels), count <= remaining else {
        throw .invalid(.metadata, byte: offset)
      }
      remaining -= count
    }
    guard remaining == 0 else { throw .invalid(.metadata, byte: offset) }
  }
}
