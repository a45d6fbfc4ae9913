/// A feature map resized to other rows and columns, each a copy of the nearest one of the input (TFLite's
/// RESIZE_NEAREST_NEIGHBOR).
public struct ResizeNearest: Rearrangement {
  /// `resizeNearest`
  public static let name = "resizeNearest"
  /// The output's size and which points of the input its pixels are at.
  public var resampling: Resampling

  /// A resizing to given points.
  public init(_ resampling: Resampling) { self.resampling = resampling }

  /// The rows and columns asked for, and the input's channels.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    try resampling.outputShape(for: featureMap(inputs))
  }

  /// The row or column of the input that one of the output copies.
  ///
  /// As TFLite's `GetNearestNeighbor`, every step rounded to float: `⌊(i + h) · s⌋`, where `h` is ½ with
  /// half-pixel centers and 0 without; with aligned corners the product is rounded to the nearest integer, half
  /// away from zero. At most the last.
  /// - Parameters:
  ///   - position: `i`, in `0 ..< output`.
  ///   - input: how many the input has.
  ///   - output: how many the output has.
  public func nearest(to position: Int, from input: Int, to output: Int) -> Int {
    let offset: Float = resampling.usesHalfPixelCenters ? 0.5 : 0
    let place = (Float(position) + offset) * resampling.scale(from: input, to: output)
    let nearest = resampling.alignsCorners ? place.rounded(.toNearestOrAwayFromZero) : place.rounded(.down)
    return min(Int(nearest), input - 1)
  }

  /// Where each element is taken from.
  public func sources(in input: Shape) -> [Int32] {
    let size = resampling.size
    let columns = (0..<size.width).map { nearest(to: $0, from: input.width, to: size.width) }
    var result: [Int32] = []
    result.reserveCapacity(size.area * input.channels)
    for row in 0..<size.height {
      let start = nearest(to: row, from: input.height, to: size.height) * input.width
      for column in columns {
        for channel in 0..<input.channels {
          result.append(Int32((start + column) * input.channels + channel))
        }
      }
    }
    return result
  }

  /// The case that holds it.
  public var operation: Operation { .resizeNearest(self) }

  /// `size`, `alignCorners`, `halfPixelCenters`
  public var settings: Settings { resampling.settings }

  /// A resizing from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(try Resampling(settings: settings)) }

  /// The input's channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .passed(output.channels) }
}
