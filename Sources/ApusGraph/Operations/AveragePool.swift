/// The mean over each window, counting only the elements that lie inside the input (as TensorFlow does,
/// and PyTorch with `count_include_pad=False`).
public struct AveragePool: OperationBody {
  /// `averagePool`
  public static let name = "averagePool"
  /// Integers are averaged as they are.
  public static let int8 = Int8Behavior(keepsScale: true, averages: true, clamps: true, hasWideKernel: true)
  /// Kernel, stride, dilation and padding.
  public var window: Window

  /// A pool over the given windows.
  public init(window: Window) { self.window = window }

  /// Non-overlapping squares.
  public init(_ side: Int) { self.init(window: Window(kernel: Size(side), stride: Size(side))) }

  /// Rows and columns from the window.
  public func outputShape(for inputs: [Shape]) throws(ShapeError) -> Shape {
    try pooledShape(window, input: featureMap(inputs))
  }

  /// All taps of all windows.
  public func steps(for inputs: [Shape], output: Shape) -> Double { window.steps(output: output) }

  /// The case that holds it.
  public var operation: Operation { .averagePool(self) }

  /// `window`
  public var settings: Settings { ["window": .group(window.settings)] }

  /// A pool from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(window: try Window(settings: settings.group("window")))
  }

  /// The input's channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .passed(output.channels) }
}
