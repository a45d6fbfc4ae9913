import ApusModel

/// What an operator has beside its record.
enum LoweredConstants {
  /// Nothing.
  case none
  /// A table, or the elements of a constant operand.
  case plain([UInt8])
  /// What belongs to the channels of a layer.
  case channels(LoweredChannels)

  /// The bytes of the full form.
  var full: [UInt8] {
    switch self {
    case .none: []
    case .plain(let bytes): bytes
    case .channels(let channels): channels.full
    }
  }
}

/// Biases, multipliers and weights of a layer's channels.
struct LoweredChannels {
  var bias: [Int32]
  var factors: [FixedPointMultiplier]
  var weights: [Int8]

  /// The bytes of the full form: biases, multipliers, weights, shifts.
  var full: [UInt8] {
    var bytes: [UInt8] = []
    for value in bias { bytes.append(littleEndian: value) }
    for factor in factors { bytes.append(littleEndian: factor.multiplier) }
    bytes.append(contentsOf: weights.lazy.map { UInt8(bitPattern: $0) })
    for factor in factors { bytes.append(UInt8(truncatingIfNeeded: factor.shift)) }
    return bytes
  }

  /// How the compact form stores biases and multipliers: in as few bytes as hold all of them exactly.
  var compactEncodings: ChannelEncodings {
    let biasShift = smallestBiasShift
    return ChannelEncodings(
      bias: biasShift == nil ? .int32 : .int16,
      multiplier: factors.allSatisfy { $0.float8 != nil } ? .float8 : .int32, biasShift: biasShift ?? 0)
  }

  /// The bytes of the compact form: biases, multipliers, shifts and weights.
  var compact: [UInt8] {
    let encodings = compactEncodings
    var bytes: [UInt8] = []
    for value in bias {
      switch encodings.bias {
      case .int32: bytes.append(littleEndian: value)
      case .int16: bytes.append(littleEndian: Int16(value >> encodings.biasShift))
      }
    }
    switch encodings.multiplier {
    case .float8: bytes += factors.compactMap(\.float8)
    case .int32:
      for factor in factors { bytes.append(littleEndian: factor.multiplier) }
      for factor in factors { bytes.append(UInt8(truncatingIfNeeded: factor.shift)) }
    }
    bytes.append(contentsOf: weights.lazy.map { UInt8(bitPattern: $0) })
    return bytes
  }

  /// The least shift with which all biases fit into 16 bits, exactly; nil where there is none.
  private var smallestBiasShift: Int? {
    let zeros = bias.map { $0 == 0 ? 31 : $0.trailingZeroBitCount }.min() ?? 0
    return (0...min(zeros, ChannelEncodings.largestBiasShift)).first { shift in
      bias.allSatisfy { Int16(exactly: $0 >> Int32(shift)) != nil }
    }
  }
}

extension FixedPointMultiplier {
  /// The eight bits that hold it exactly (`ChannelEncodings.Multiplier.float8`); nil where there are none.
  fileprivate var float8: UInt8? {
    let mantissa = UInt32(bitPattern: multiplier) >> 27
    guard multiplier & (1 << 27 - 1) == 0, (8..<16).contains(mantissa), (-31...0).contains(shift) else {
      return nil
    }
    return UInt8(-shift) << 3 | UInt8(mantissa - 8)
  }
}
