/// How an image's 8-bit pixels become a network's real inputs: `(pixel − offset) / divisor`, per channel,
/// on the pixel scale of 0 … 255.
///
/// With one whole-numbered offset and one divisor for all channels, int8 inputs are exactly
/// `pixel − 128` (zero point `offset − 128`, scale `1 / divisor`): no rounding, no table.
public struct Preprocessing: Hashable, Sendable {
  /// What an image of another size than the network's input goes through first.
  public enum Style: String, Hashable, Sendable, CaseIterable {
    /// Scaled to cover the input, center kept.
    case photograph
    /// Found as a dark or light stroke on a background, cropped and centered as MNIST's digits were made.
    case digit
  }

  /// What an image of another size goes through.
  public var style: Style
  /// Subtracted from a pixel: one number for all channels, or one for each.
  public var offset: [Float]
  /// Then divides it: one number for all channels, or one for each.
  public var divisor: [Float]

  /// A preprocessing from its parts.
  public init(style: Style, offset: [Float], divisor: [Float]) {
    self.style = style
    self.offset = offset
    self.divisor = divisor
  }

  /// MNIST's: mean 33 and standard deviation 79 on the pixel scale, rounded to whole numbers.
  public static let digit = Preprocessing(style: .digit, offset: [33], divisor: [79])

  /// Natural images: mean 120 and standard deviation 64.
  public static let photograph = Preprocessing(style: .photograph, offset: [120], divisor: [64])

  /// What the pixels of a channel go through.
  public func channel(_ index: Int) -> Channel {
    Channel(
      offset: offset.count == 1 ? offset[0] : offset[index],
      divisor: divisor.count == 1 ? divisor[0] : divisor[index])
  }

  /// The real input that a pixel of a channel becomes: `(pixel − offset) / divisor`, a difference and a quotient
  /// in the argument's precision. Pixels that augmentation has moved need not be whole.
  @inlinable
  public func real<Real: BinaryFloatingPoint>(pixel: Real, channel: Int) -> Real {
    self.channel(channel).real(pixel: pixel)
  }
}

extension Preprocessing {
  /// The preprocessing of one channel, for loops over its pixels.
  public struct Channel: Hashable, Sendable {
    /// Subtracted from a pixel.
    public let offset: Float
    /// Then divides it.
    public let divisor: Float

    /// The real input that a pixel becomes: `(pixel − offset) / divisor`.
    @inlinable @inline(__always)
    public func real<Real: BinaryFloatingPoint>(pixel: Real) -> Real {
      (pixel - Real(offset)) / Real(divisor)
    }
  }
}
