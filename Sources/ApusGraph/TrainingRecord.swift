/// One training that a network's weights went through: which images judged it and were not trained on, so that later steps
/// can keep out the same.
public struct TrainingRecord: Hashable, Sendable {
  /// What the weights were before.
  public enum Start: String, Hashable, Sendable {
    /// Random: the record says all that they have been trained on.
    case random
    /// What the record before this one left.
    case recorded
    /// Trained on images that nothing is known of.
    case unknown
  }

  /// What the weights were before.
  public var start: Start
  /// How many images there were, those that judged included.
  public var imageCount: Int
  /// The part of them that judged; 0 where they were chosen in another way, or there were none.
  public var validationShare: Double
  /// What they were chosen by.
  public var seed: UInt64
  /// A fingerprint of the images that judged, by which they are known again.
  public var validationFingerprint: String
  /// What of the kit's own was added to a person's images, by name, so that later steps add the same.
  public var additions: [String]

  /// A record.
  /// - Parameters:
  ///   - start: what the weights were before.
  ///   - imageCount: how many images there were, those that judged included.
  ///   - validationShare: the part of them that judged.
  ///   - seed: what they were chosen by.
  ///   - validationFingerprint: a fingerprint of the images that judged.
  ///   - additions: what of the kit's own was added to a person's images.
  public init(
    start: Start, imageCount: Int, validationShare: Double, seed: UInt64, validationFingerprint: String,
    additions: [String] = []
  ) {
    self.start = start
    self.imageCount = imageCount
    self.validationShare = validationShare
    self.seed = seed
    self.validationFingerprint = validationFingerprint
    self.additions = additions
  }
}
