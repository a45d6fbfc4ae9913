/// Why an operator cannot take the inputs that a graph gives it.
public enum ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It takes `height × width × channels`, and was given this.
  case notAFeatureMap(Shape)
  /// It takes `steps × features`, or one step, and was given this.
  case notASequence(Shape)
  /// It was made for some channels, and was given others.
  case channels(expected: Int, found: Int)
  /// No window fits, or a kernel, stride, dilation or padding is out of range.
  case window(Window, input: Shape)
  /// Channels do not divide into the groups.
  case groups(Int, inputChannels: Int, outputChannels: Int)
  /// Two inputs that must agree do not.
  case mismatch(Shape, Shape)
  /// The elements do not fill the new shape.
  case reshape(from: Shape, to: Shape)
  /// A number is out of range.
  case range(String)

  /// One sentence.
  public var description: String {
    switch self {
    case .notAFeatureMap(let shape): "needs height × width × channels, but its input is \(shape)"
    case .notASequence(let shape): "needs steps × features, but its input is \(shape)"
    case .channels(let expected, let found): "is made for \(expected) channels, but its input has \(found)"
    case .window(let window, let input):
      "has a \(window.kernel.height)×\(window.kernel.width) window that does not fit its input of \(input)"
    case .groups(let groups, let inputs, let outputs):
      "cannot split \(inputs) input and \(outputs) output channels into \(groups) groups"
    case .mismatch(let first, let second): "cannot combine \(first) with \(second)"
    case .reshape(let from, let to): "cannot view \(from) as \(to)"
    case .range(let what): "has \(what) out of range"
    }
  }
}
