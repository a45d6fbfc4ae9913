/// What was found of images in a folder or an archive, before one of them is decoded.
public struct ImageSurvey: Hashable, Sendable {
  /// The folder or archive, or another name of the source.
  public let path: String
  /// What the classes are called.
  public let classNames: [String]
  /// How many images each class has.
  public let counts: [Int]
  /// Files that are not taken, by the reason.
  public let omitted: [Omission: Int]

  /// A survey from its parts.
  public init(path: String, classNames: [String], counts: [Int], omitted: [Omission: Int] = [:]) {
    self.path = path
    self.classNames = classNames
    self.counts = counts
    self.omitted = omitted
  }

  /// Classes without images.
  public var emptyClasses: [String] { zip(classNames, counts).filter { $1 == 0 }.map(\.0) }

  /// The classes of the most and of the fewest images, where the one has at least four times as many as the other and
  /// a network could do well by ignoring the small one; nil elsewhere.
  public var imbalance: (largest: String, smallest: String, ratio: Double)? {
    let filled = zip(classNames, counts).filter { $1 > 0 }
    guard let largest = filled.max(by: { $0.1 < $1.1 }), let smallest = filled.min(by: { $0.1 < $1.1 }),
      largest.1 >= 4 * smallest.1
    else { return nil }
    return (largest.0, smallest.0, Double(largest.1) / Double(smallest.1))
  }
}
