/// What an image of another size than the input goes through first. The raw values are those in files.
public enum PreprocessingStyle: UInt8, Sendable, CaseIterable {
  /// Brought to the input's extents as `Fit` says.
  case photograph = 0
  /// Found as a stroke on a background, cropped and centered as MNIST's digits were made.
  case digit = 1
}

/// How an input is made of the pixels of an image, in integers, so that every program that runs a model gives it the same
/// bytes.
///
/// It is read from the file where it is asked for, and so lives as long as the file's bytes.
public struct PixelRecord {
  /// How a pixel's integer is found. The raw values are those in files.
  public enum Encoding: UInt8, Sendable {
    /// `pixel − 128`
    case shifted = 0
    /// `(pixel · multiplier + addend) >> shift`, held within −128 … 127.
    case linear = 1
    /// What a table has for it.
    case table = 2
  }

  /// How a pixel's integer is found.
  public let encoding: Encoding
  /// What images go through first.
  public let style: PreprocessingStyle
  /// How photographs meet the input.
  public let fit: Fit
  /// In which order colors are channels.
  public let channelOrder: ChannelOrder
  private let scope: UInt8
  private let channels: Int
  /// The entry's numbers, or version 1's table.
  private let numbers: UnsafeRawPointer

  /// What version 1 has: a table for each channel, or none.
  init(style: PreprocessingStyle, table: UnsafeRawPointer?, channels: Int, base: UnsafeRawPointer) {
    encoding = table == nil ? .shifted : .table
    (self.style, fit, channelOrder) = (style, .crop, .rgb)
    (scope, self.channels, numbers) = (Layout.Pixels.isOfChannels, channels, table ?? base)
  }

  /// Checks an entry.
  init(_ entry: UnsafeRawBufferPointer, channels: Int, byte: Int) throws(ModelError) {
    guard let base = entry.baseAddress, entry.count >= Layout.Pixels.numbers else {
      throw .invalid(.metadata, byte: byte)
    }
    guard let encoding = Encoding(rawValue: base.u8(Layout.Pixels.encoding)),
      let style = PreprocessingStyle(rawValue: base.u8(Layout.Pixels.style)),
      let fit = Fit(rawValue: base.u8(Layout.Pixels.fit)),
      let channelOrder = ChannelOrder(rawValue: base.u8(Layout.Pixels.channelOrder)),
      base.u8(Layout.Pixels.scope) < 8
    else { throw .invalid(.preprocessing, byte: byte) }
    (self.encoding, self.style, self.fit, self.channelOrder) = (encoding, style, fit, channelOrder)
    (scope, self.channels) = (base.u8(Layout.Pixels.scope), channels)
    numbers = base + Layout.Pixels.numbers
    let isOfAll = scope & Layout.Pixels.isOfChannels == 0
    let rows = UInt64(isOfAll ? 1 : UInt32(truncatingIfNeeded: channels))
    let needed: UInt64 =
      switch encoding {
      case .shifted: 0
      case .linear: 1 + 8 * rows
      case .table: UInt64(Layout.Pixels.tableEntries) * rows
      }
    guard UInt64(entry.count) == UInt64(Layout.Pixels.numbers + 8 * toldCount) + needed else {
      throw .invalid(.preprocessing, byte: byte)
    }
    // Neither zero: in bits, for boards without floating point.
    for index in 0..<toldCount {
      guard offset(index).isFinite, divisor(index).isFinite, divisor(index).bitPattern << 1 != 0 else {
        throw .invalid(.preprocessing, byte: byte + Layout.Pixels.numbers)
      }
    }
    if encoding == .linear {
      guard rule.u8(0) < 31 else { throw .invalid(.preprocessing, byte: byte) }
      for channel in 0..<(isOfAll ? 1 : channels) {
        let (multiplier, addend) = line(channel)
        // No product or sum leaves 32 bits.
        guard UInt64(multiplier.magnitude) * 255 + UInt64(addend.magnitude) <= UInt64(Int32.max) else {
          throw .invalid(.preprocessing, byte: byte)
        }
      }
    }
  }

  /// How many offsets and divisors the file tells: none, one for all channels, or one for each.
  public var toldCount: Int {
    guard scope & Layout.Pixels.isTold != 0 else { return 0 }
    return scope & Layout.Pixels.isToldOfChannels == 0 ? 1 : channels
  }

  /// What is subtracted from a pixel before it is divided: real preprocessing, which the integers stand for.
  /// - Precondition: `index` is in `0 ..< toldCount`.
  public func offset(_ index: Int) -> Float {
    numbers.loadUnaligned(fromByteOffset: 4 * index, as: Float.self)
  }

  /// What then divides it.
  /// - Precondition: `index` is in `0 ..< toldCount`.
  public func divisor(_ index: Int) -> Float {
    numbers.loadUnaligned(fromByteOffset: 4 * (toldCount + index), as: Float.self)
  }

  /// How many channels have integers of their own; 1 where all have the same.
  package var rowCount: Int {
    encoding == .shifted || scope & Layout.Pixels.isOfChannels == 0 ? 1 : channels
  }

  /// The integer that a pixel of a channel becomes.
  @inline(__always)
  public func value(of pixel: UInt8, channel: Int) -> Int8 {
    switch encoding {
    case .shifted: return Int8(bitPattern: pixel ^ 0x80)
    case .linear:
      let (multiplier, addend) = line(channel)
      let sum = (Int32(pixel) &* multiplier &+ addend) &>> Int32(rule.u8(0))
      return Int8(truncatingIfNeeded: min(max(sum, -128), 127))
    case .table:
      let row = scope & Layout.Pixels.isOfChannels == 0 ? 0 : channel
      return rule.i8(row &* Layout.Pixels.tableEntries &+ Int(pixel))
    }
  }

  /// Where what is computed with begins.
  private var rule: UnsafeRawPointer { numbers + 8 &* toldCount }

  private func line(_ channel: Int) -> (multiplier: Int32, addend: Int32) {
    let row = scope & Layout.Pixels.isOfChannels == 0 ? 0 : channel
    let place = rule + (1 &+ 8 &* row)
    return (
      place.loadUnaligned(fromByteOffset: 0, as: Int32.self),
      place.loadUnaligned(fromByteOffset: 4, as: Int32.self)
    )
  }
}

extension PixelRecord {
  /// How a photograph meets an input of other proportions. The raw values are those in files.
  public enum Fit: UInt8, Sendable, CaseIterable {
    /// It covers the input; what is too much on two sides is cut off.
    case crop = 0
    /// Width and height are scaled by themselves.
    case stretch = 1
    /// It lies within the input; what is missing on two sides is filled.
    case pad = 2
  }

  /// In which order an image's colors are channels. The raw values are those in files.
  public enum ChannelOrder: UInt8, Sendable, CaseIterable {
    /// Red, green, blue.
    case rgb = 0
    /// Blue, green, red.
    case bgr = 1
  }
}
