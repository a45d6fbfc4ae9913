/// How an image's 8-bit pixels become a network's real inputs: `(pixel − offset) / divisor`, per channel,
/// on the pixel scale of 0 … 255.
///
/// With one whole-numbered offset and one divisor for all channels, int8 inputs are exactly
/// `pixel − 128` (zero point `offset − 128`, scale `1 / divisor`): no rounding, no table.
public struct Preprocessing: Hashable, Sendable {
  /// What an image of another size than the network's input goes through first.
  public enum Style: String, Hashable, Sendable, CaseIterable {
    /// Brought to the input's size, in the way that `fit` says.
    case photograph
    /// Found as a dark or light stroke on a background, cropped and centered as MNIST's digits were made.
    case digit
  }

  /// How a photograph of another size is brought to the input's. Digits are always centered.
  public enum Fit: String, Hashable, Sendable, CaseIterable {
    /// Scaled to cover the input, center kept.
    case crop
    /// Scaled to the input's height and width, proportions not kept.
    case stretch
    /// Scaled to lie within the input, centered, the rest black.
    case pad
  }

  /// In which order the colors of a pixel lie in the input.
  public enum ChannelOrder: String, Hashable, Sendable, CaseIterable {
    /// Red, green, blue: an image's own.
    case rgb
    /// Blue, green, red, as networks expect that were trained on images read by OpenCV.
    case bgr
  }

  /// What an image of another size goes through.
  public var style: Style
  /// Subtracted from a pixel: one number for all channels, or one for each.
  public var offset: [Float]
  /// Then divides it: one number for all channels, or one for each.
  public var divisor: [Float]
  /// How a photograph of another size is brought to the input's.
  public var fit: Fit
  /// In which order the input has a pixel's colors.
  public var channelOrder: ChannelOrder

  /// A preprocessing from its parts.
  public init(
    style: Style, offset: [Float], divisor: [Float], fit: Fit = .crop, channelOrder: ChannelOrder = .rgb
  ) {
    self.style = style
    self.offset = offset
    self.divisor = divisor
    self.fit = fit
    self.channelOrder = channelOrder
  }

  /// Photographs whose pixels are the inputs, as they are.
  public static let pixels = Preprocessing(style: .photograph, offset: [0], divisor: [1])

  /// MNIST's: mean 33 and standard deviation 79 on the pixel scale, rounded to whole numbers.
  public static let digit = Preprocessing(style: .digit, offset: [33], divisor: [79])

  /// Natural images: mean 120 and standard deviation 64.
  public static let photograph = Preprocessing(style: .photograph, offset: [120], divisor: [64])

  /// Whether an input of some channels has the colors of a pixel in the other order than images, which have red first.
  public func turnsColors(channels: Int) -> Bool { channelOrder == .bgr && channels == 3 }

  /// Whether an input can be prepared so: it is `height × width × channels`, there is one number for all channels or
  /// one for each, and none leads out of the finite numbers.
  public func fits(_ shape: Shape) -> Bool {
    let counts = [1, shape.channels]
    return shape.rank == 3 && counts.contains(offset.count) && counts.contains(divisor.count)
      && offset.allSatisfy(\.isFinite) && divisor.allSatisfy { $0 != 0 && $0.isFinite }
  }

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

    /// A preprocessing of one channel from its parts.
    public init(offset: Float, divisor: Float) {
      self.offset = offset
      self.divisor = divisor
    }

    /// The real input that a pixel becomes: `(pixel − offset) / divisor`.
    @inlinable @inline(__always)
    public func real<Real: BinaryFloatingPoint>(pixel: Real) -> Real {
      (pixel - Real(offset)) / Real(divisor)
    }
  }
}
