/// The integers that a quantized value is made of.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  /// 8 bits, −128 … 127.
  case int8
  /// 16 bits, −32 768 … 32 767.
  case int16
  /// 32 bits.
  case int32
}
