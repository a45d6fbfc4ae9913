import ApusFiles
import ApusImage

/// How images are read.
public struct LoadingOptions: Hashable, Sendable {
  /// What images are read for, which decides what is asked of their classes.
  public enum Purpose: Hashable, Sendable {
    /// To be looked at: every class has images.
    case any
    /// To train a network: there are at least two classes, each has images, and files can hold their names.
    case training
    /// To judge a network: some of its classes may lack images.
    case judging
  }

  /// What the images are read for.
  public var purpose: Purpose
  /// The most images of each class, chosen by the seed; no others are decoded. Nil for all.
  public var limitPerClass: Int?
  /// For the choice.
  public var seed: UInt64
  /// Whether damaged images are left out, where otherwise they are errors.
  public var skipsDamaged: Bool
  /// Raise how much work and memory a file may take.
  public var limits: Limits

  /// Options from their parts.
  public init(
    purpose: Purpose = .any, limitPerClass: Int? = nil, seed: UInt64 = 0, skipsDamaged: Bool = false,
    limits: Limits = .standard
  ) {
    self.purpose = purpose
    self.limitPerClass = limitPerClass
    self.seed = seed
    self.skipsDamaged = skipsDamaged
    self.limits = limits
  }
}

/// What is told while images are read.
public enum LoadingEvent: Sendable {
  /// The images were found, and none is decoded yet.
  case found(ImageSurvey)
  /// So many images are decoded, of so many.
  case progress(done: Int, total: Int)
  /// These images are damaged and left out.
  case skipped([ImageError])
}
