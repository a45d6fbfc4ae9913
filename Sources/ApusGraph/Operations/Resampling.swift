/// Which point of the input a row or column of the resized feature map comes from: what both resizings have in common.
///
/// With `s = input / output`, position `i` of the output is at `i · s` of the input. Half-pixel centers put it at
/// `(i + ½) · s − ½`, so that the middles of pixels and not their left edges coincide; aligned corners make
/// `s = (input − 1) / (output − 1)`, so that first and last pixels do. These are TensorFlow's conventions.
public struct Resampling: Hashable, Sendable {
  /// Rows and columns of the output.
  public var size: Size
  /// Whether first and last positions coincide.
  public var alignsCorners: Bool
  /// Whether the middles of pixels coincide.
  public var usesHalfPixelCenters: Bool

  /// The output's size and how its pixels lie over the input's; half-pixel centers unless told otherwise.
  public init(size: Size, alignsCorners: Bool = false, usesHalfPixelCenters: Bool = true) {
    self.size = size
    self.alignsCorners = alignsCorners
    self.usesHalfPixelCenters = usesHalfPixelCenters
  }

  /// The settings of both resizings.
  var settings: Settings {
    [
      "size": .size(size), "alignCorners": .bool(alignsCorners),
      "halfPixelCenters": .bool(usesHalfPixelCenters),
    ]
  }

  /// A resampling from the settings of a resizing.
  init(settings: Settings) throws(SettingsError) {
    self.init(
      size: try settings.size("size"), alignsCorners: try settings.bool("alignCorners"),
      usesHalfPixelCenters: try settings.bool("halfPixelCenters"))
  }

  /// The shape of the output for a feature map.
  func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard (1...65535).contains(size.height), (1...65535).contains(size.width) else { throw .range("a size") }
    return Shape(height: size.height, width: size.width, channels: input.channels)
  }

  /// `s` along an axis, rounded to float as TFLite does.
  func scale(from input: Int, to output: Int) -> Float {
    alignsCorners && output > 1 ? Float(input - 1) / Float(output - 1) : Float(input) / Float(output)
  }
}
