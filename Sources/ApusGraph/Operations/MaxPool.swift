/// The maximum over each window, padding counting as minus infinity.
public struct MaxPool: OperationBody {
  /// `maxPool`
  public static let name = "maxPool"
  /// Integers are compared as they are.
  public static let int8 = Int8Behavior(keepsScale: true, clamps: true, hasWideKernel: true)
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
  public var operation: Operation { .maxPool(self) }

  /// `window`
  public var settings: Settings { ["window": .group(window.settings)] }

  /// A pool from its settings.
  public init(settings: Settings) throws(SettingsError) {
    self.init(window: try Window(settings: settings.group("window")))
  }

  /// The input's channels.
  public func channelFlow(from inputs: [Shape], to output: Shape) -> ChannelFlow { .passed(output.channels) }
}

extension OperationBody {
  /// The shape of a pool's output. Every window must touch the input, or it would have no value.
  func pooledShape(_ window: Window, input: Shape) throws(ShapeError) -> Shape {
    guard let size = window.outputSize(height: input.height, width: input.width) else {
      throw .window(window, input: input)
    }
    let pad = window.resolvedPadding(height: input.height, width: input.width)
    guard max(pad.top, pad.bottom) < window.span.height, max(pad.left, pad.right) < window.span.width,
      window.dilation == Size(1)
    else { throw .window(window, input: input) }
    return Shape(height: size.height, width: size.width, channels: input.channels)
  }
}
