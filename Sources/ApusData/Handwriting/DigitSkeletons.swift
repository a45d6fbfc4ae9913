/// A place in a digit's box: `x` to the right and `y` down, both from 0 to 1.
package struct SkeletonPoint: Hashable, Sendable {
  package var x: Float
  package var y: Float

  package init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }
}

/// The middle lines of a digit's strokes, each a list of points that a smooth curve runs through. Where one
/// stroke begins at the end of another, the pen turns a corner.
package typealias Skeleton = [[SkeletonPoint]]

/// How people write the ten digits: for each several forms, some more common than others.
package enum DigitSkeletons {
  /// One form of a digit.
  package struct Form: Sendable {
    /// How often it is written beside the digit's other forms.
    package var share: Float
    package var skeleton: Skeleton

    init(_ share: Float, _ strokes: [(Float, Float)]...) {
      self.share = share
      skeleton = strokes.map { $0.map { SkeletonPoint($0.0, $0.1) } }
    }
  }

  /// The forms of each digit: those that American writers have, and those that European schools teach beside them.
  static let forms: [[Form]] = zip(common, taught).map { $0 + $1 }

  /// The forms of each digit as most of MNIST's writers have them.
  private static let common: [[Form]] = [
    zero, one, two, three, four, five, six, seven, eight, nine,
  ]
}
