extension TensorRecord {
  /// What an element of a value is. The raw values are those in files.
  public enum Element: UInt8, Sendable, CaseIterable {
    /// Eight bits with a zero point: practically all values.
    case int8 = 0
    /// Sixteen bits, the zero point 0: state that int8 is too coarse for.
    case int16 = 1
    /// Thirty-two bits, the zero point 0: indices.
    case int32 = 2

    /// Bytes of an element.
    @inline(__always)
    public var byteCount: Int { 1 &<< Int(rawValue) }
  }
}
