/// A feature map resized to other rows and columns, each element the mean of the four nearest ones of the input, weighted by
/// how near they are (TFLite's RESIZE_BILINEAR).
public struct ResizeBilinear: OperationBody {
  /// `resizeBilinear`
  public static let name = "resizeBilinear"
  /// Integers are averaged as they are.
  public static let int8 = Int8Behavior(keepsScale: true, averages: true)
  /// The output's size and which points of the input its pixels are at.
  public var resampling: Resampling

  /// A resizing to given points.
  public init(_ resampling: Resampling) { self.resampling = resampling }

  /// The rows and columns asked for, and the input's channels.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    guard !resampling.alignsCorners || !resampling.usesHalfPixelCenters else {
      throw .range("both aligned corners and half-pixel centers, which is")
    }
    return try resampling.outputShape(for: featureMap(inputs))
  }

  /// The two rows (or columns) of the input between which one of the output lies.
  public struct Neighbors: Hashable, Sendable {
    /// The one before.
    public var lower: Int
    /// The one behind; the same at the edges and where the output's lies on it.
    public var upper: Int
    /// The share of the one behind, in `[0, 1]`.
    public var fraction: Float
  }

  /// The neighbors of each row or column of the output, in float as TFLite computes them.
  /// - Parameters:
  ///   - input: how many the input has.
  ///   - output: how many the output has.
  public func neighbors(from input: Int, to output: Int) -> [Neighbors] {
    let scale = resampling.scale(from: input, to: output)
    return (0..<output).map { position in
      let place =
        resampling.usesHalfPixelCenters ? (Float(position) + 0.5) * scale - 0.5 : Float(position) * scale
      let lower = min(max(Int(place.rounded(.down)), 0), input - 1)
      let upper = max(min(Int(place.rounded(.up)), input - 1), lower)
      return Neighbors(lower: lower, upper: upper, fraction: upper > lower ? place - Float(lower) : 0)
    }
  }

  /// The case that holds it.
  public var operation: Operation { .resizeBilinear(self) }

  /// `size`, `alignCorners`, `halfPixelCenters`
  public var settings: Settings { resampling.settings }

  /// A resizing from its settings.
  public init(settings: Settings) throws(SettingsError) { self.init(try Resampling(settings: settings)) }

  /// The input's channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .passed(output.channels) }
}
