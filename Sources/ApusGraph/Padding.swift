/// How a window meets the border of a feature map.
public enum Padding: Hashable, Sendable {
  /// No padding: windows lie wholly inside.
  case valid
  /// TensorFlow's SAME: the output has ⌈input ÷ stride⌉ rows and columns; an odd surplus goes to the
  /// bottom and the right.
  case same
  /// Given rows and columns of zeros on each side, as in PyTorch.
  case explicit(top: Int, bottom: Int, left: Int, right: Int)

  /// The same explicit padding on all four sides.
  public static func all(_ amount: Int) -> Padding {
    .explicit(top: amount, bottom: amount, left: amount, right: amount)
  }
}

/// Padding in rows and columns, once the input size is known.
public struct ResolvedPadding: Hashable, Sendable {
  /// Rows above.
  public var top: Int
  /// Rows below.
  public var bottom: Int
  /// Columns on the left.
  public var left: Int
  /// Columns on the right.
  public var right: Int

  /// Rows and columns on each side.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }
}

/// A sliding window over a feature map: what convolutions and pools have in common.
public struct Window: Hashable, Sendable {
  /// Rows and columns of the window.
  public var kernel: Size
  /// Step between neighboring windows.
  public var stride: Size
  /// Distance between neighboring taps; 1 is dense.
  public var dilation: Size
  /// What happens at the border.
  public var padding: Padding

  /// A window; stride and dilation are 1 unless given.
  public init(
    kernel: Size, stride: Size = Size(1), dilation: Size = Size(1), padding: Padding = .valid
  ) {
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// Rows and columns that the window spans, taps and gaps.
  public var span: Size {
    Size(
      height: (kernel.height - 1) * dilation.height + 1, width: (kernel.width - 1) * dilation.width + 1)
  }

  /// The padding on each side for an input of the given size.
  public func resolvedPadding(height: Int, width: Int) -> ResolvedPadding {
    switch padding {
    case .valid: return ResolvedPadding(top: 0, bottom: 0, left: 0, right: 0)
    case .explicit(let top, let bottom, let left, let right):
      return ResolvedPadding(top: top, bottom: bottom, left: left, right: right)
    case .same:
      let rows = Self.samePadding(input: height, span: span.height, stride: stride.height)
      let columns = Self.samePadding(input: width, span: span.width, stride: stride.width)
      return ResolvedPadding(
        top: rows / 2, bottom: rows - rows / 2, left: columns / 2, right: columns - columns / 2)
    }
  }

  /// Rows and columns of the output, or nil where not even one window fits or a number is out of range.
  public func outputSize(height: Int, width: Int) -> Size? {
    guard kernel.height > 0, kernel.width > 0, stride.height > 0, stride.width > 0,
      dilation.height > 0, dilation.width > 0, height > 0, width > 0
    else { return nil }
    let pad = resolvedPadding(height: height, width: width)
    guard pad.top >= 0, pad.bottom >= 0, pad.left >= 0, pad.right >= 0 else { return nil }
    let rows = height + pad.top + pad.bottom - span.height
    let columns = width + pad.left + pad.right - span.width
    guard rows >= 0, columns >= 0 else { return nil }
    return Size(height: rows / stride.height + 1, width: columns / stride.width + 1)
  }

  private static func samePadding(input: Int, span: Int, stride: Int) -> Int {
    let output = (input + stride - 1) / stride
    return max(0, (output - 1) * stride + span - input)
  }
}

extension Window {
  /// The window's settings: `kernel`, `stride`, `dilation` (rows, columns) and `padding` (`valid`, `same`, or top,
  /// bottom, left, right).
  var settings: Settings {
    let padding: Settings.Value =
      switch padding {
      case .valid: .text("valid")
      case .same: .text("same")
      case .explicit(let top, let bottom, let left, let right): .integers([top, bottom, left, right])
      }
    return [
      "kernel": .size(kernel), "stride": .size(stride), "dilation": .size(dilation), "padding": padding,
    ]
  }

  /// A window from its settings.
  init(settings: Settings) throws(SettingsError) {
    self.init(
      kernel: try settings.size("kernel"), stride: try settings.size("stride"),
      dilation: try settings.size("dilation"), padding: try settings.padding("padding"))
  }
}
