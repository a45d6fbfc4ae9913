/// How the biases and multipliers of a layer's channels are stored: in the full form in 32 bits each, in the compact form
/// in as few as hold them exactly.
public struct ChannelEncodings: Equatable, Sendable {
  /// How biases are stored. The raw values are those in files.
  public enum Bias: UInt8, Sendable {
    /// In 32 bits.
    case int32 = 0
    /// In 16 bits, to be shifted to the left by as many bits as the layer says.
    case int16 = 1
  }

  /// How multipliers are stored. The raw values are those in files.
  public enum Multiplier: UInt8, Sendable {
    /// A fraction of 32 bits, and a shift of eight.
    case int32 = 0
    /// Eight bits: five of an exponent `e`, then three of a mantissa `m`. The multiplier is `(8 + m) · 2²⁷`, the shift
    /// is `−e`.
    case float8 = 1
  }

  private var encodings: UInt8
  private var shift: UInt8

  /// Those of the full form: what constants are stored as, but for the order of weights and shifts, in 32 bits.
  package init() { (encodings, shift) = (0, 0) }

  /// Those of the compact form.
  /// - Parameter biasShift: bits by which stored biases are shifted to the left: 0 … `largestBiasShift`.
  package init(bias: Bias, multiplier: Multiplier, biasShift: Int) {
    encodings = bias.rawValue | multiplier.rawValue << 1 | Self.weightsAreLastBit
    shift = UInt8(biasShift)
  }

  /// Those of a record.
  @inline(__always)
  init(at record: UnsafeRawPointer) {
    self.init()
    guard isBuiltIn(.compactForm) else { return }
    (encodings, shift) = (record.u8(Layout.Record.channelEncodings), record.u8(Layout.Record.biasShift))
    // In the full form the byte is reserved.
    if !weightsAreLast { encodings = 0 }
  }

  /// How biases are stored. A constant where the build has but one way.
  @inline(__always)
  public var bias: Bias {
    isBuiltIn(.shortBiases) && (!isBuiltIn(.wordBiases) || encodings & 1 != 0) ? .int16 : .int32
  }

  /// How multipliers are stored. A constant where the build has but one way.
  @inline(__always)
  public var multiplier: Multiplier {
    isBuiltIn(.byteMultipliers) && (!isBuiltIn(.wordMultipliers) || encodings & 2 != 0) ? .float8 : .int32
  }

  /// Whether this build reads constants that are stored so.
  @inline(__always)
  var areBuiltIn: Bool {
    (isBuiltIn(.wordBiases) || encodings & 1 != 0) && (isBuiltIn(.wordMultipliers) || encodings & 2 != 0)
  }

  /// Bits by which stored biases are shifted to the left.
  @inline(__always)
  public var biasShift: Int32 { Int32(shift & 31) }

  /// Whether weights are behind the shifts, as in the compact form, and not before them.
  @inline(__always)
  package var weightsAreLast: Bool {
    isBuiltIn(.compactForm)
      && (!isBuiltIn(.fullForm) && !isBuiltIn(.version1) || encodings & Self.weightsAreLastBit != 0)
  }

  /// The number of the compact form that says so: the last two bytes of a record, but for the order of weights.
  package var number: UInt16 { UInt16(encodings & ~Self.weightsAreLastBit) | UInt16(shift) << 8 }

  /// The bits that such a number may have in this build.
  static var bits: UInt16 {
    (isBuiltIn(.shortBiases) ? 0x1F01 : 0) | (isBuiltIn(.byteMultipliers) ? 2 : 0)
  }

  /// The most bits by which stored biases are shifted: none leaves 32 bits.
  package static var largestBiasShift: Int { 16 }

  package static var weightsAreLastBit: UInt8 { 0x80 }

  /// Bytes of a channel's bias.
  @inline(__always)
  package var biasBytes: Int { bias == .int32 ? 4 : 2 }

  /// Bytes of a channel's multiplier, without its shift.
  @inline(__always)
  package var multiplierBytes: Int { multiplier == .int32 ? 4 : 1 }

  /// Bytes of a channel's shift.
  @inline(__always)
  package var shiftBytes: Int { multiplier == .int32 ? 1 : 0 }
}
