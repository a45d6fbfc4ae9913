import ApusGraph

/// How a float network behaves when it is given pixels in one of the usual ranges.
public struct PixelRangeTrial: Hashable, Sendable {
  /// The range.
  public var range: PixelRange
  /// How many images it gets right; nil where there are no labels for its classes.
  public var correct: Int?
  /// How far the network's last layer is from where training leaves it: about 1 where it is there, and more the more the
  /// answers to all images are wrong in the same way, too sure of them or too unsure; nil without labels.
  public var imbalance: Double?
  /// How many nats an answer tells of an image, as a share of what is possible: 1 where answers are sure and differ from
  /// image to image, 0 where they are all alike or all unsure.
  public var information: Double
  /// The share of the channels in the first layers that are the same for all images, be it that they are never active or
  /// at the end of their range.
  public var idleChannels: Double
  /// How far the first batch normalizations find values from the mean and variance that they remember, as the
  /// divergence of the two normal distributions in nats; nil for a network without.
  public var drift: Double?

  /// How well the range suits the network without labels; more is better.
  var suitability: Double { -(drift ?? 0) + information - 2 * idleChannels }
}
