/// A window that slides over a feature map, its padding resolved. Rows and columns of padding below and to
/// the right follow from the output's extents.
public struct WindowRecord: Equatable, Sendable {
  /// Rows of the window.
  public let kernelHeight: Int
  /// Columns of the window.
  public let kernelWidth: Int
  /// Rows between neighbouring windows.
  public let strideHeight: Int
  /// Columns between neighbouring windows.
  public let strideWidth: Int
  /// Rows between neighbouring taps; 1 is dense.
  public let dilationHeight: Int
  /// Columns between neighbouring taps; 1 is dense.
  public let dilationWidth: Int
  /// Rows of padding above.
  public let top: Int
  /// Columns of padding on the left.
  public let left: Int

  init(at base: UnsafeRawPointer) {
    kernelHeight = base.size16(Layout.Window.kernelHeight)
    kernelWidth = base.size16(Layout.Window.kernelWidth)
    strideHeight = base.size16(Layout.Window.strideHeight)
    strideWidth = base.size16(Layout.Window.strideWidth)
    dilationHeight = base.size16(Layout.Window.dilationHeight)
    dilationWidth = base.size16(Layout.Window.dilationWidth)
    top = base.size16(Layout.Window.top)
    left = base.size16(Layout.Window.left)
  }

  /// Rows times columns of the window.
  public var area: Int { kernelHeight &* kernelWidth }

  /// Checks that no index that a kernel computes from the window can overflow.
  func validate(output: TensorRecord, byte: Int) throws(ModelError) {
    guard checkedProduct(kernelHeight, kernelWidth) != nil, strideHeight > 0, strideWidth > 0,
      dilationHeight > 0, dilationWidth > 0, top >= 0, left >= 0,
      Self.end(output.height, strideHeight, kernelHeight, dilationHeight) != nil,
      Self.end(output.width, strideWidth, kernelWidth, dilationWidth) != nil
    else { throw .invalid(.window, byte: byte + Layout.Window.kernelHeight) }
  }

  /// Checks that every window is dense and contains at least one element of the input, as pools need.
  /// - Precondition: the window is valid for the output.
  func validateForPooling(input: TensorRecord, output: TensorRecord, byte: Int) throws(ModelError) {
    guard dilationHeight == 1, dilationWidth == 1, top < kernelHeight, left < kernelWidth,
      (output.height - 1) * strideHeight - top < input.height,
      (output.width - 1) * strideWidth - left < input.width
    else { throw .invalid(.window, byte: byte + Layout.Window.kernelHeight) }
  }

  /// The padded row (or column) of the last tap of the last window, or nil where it needs more than 31 bits.
  private static func end(_ outputs: Int, _ stride: Int, _ kernel: Int, _ dilation: Int) -> Int? {
    let (span, spanOverflows) = (kernel - 1).multipliedReportingOverflow(by: dilation)
    let (last, lastOverflows) = (outputs - 1).multipliedReportingOverflow(by: stride)
    let (end, endOverflows) = last.addingReportingOverflow(span)
    guard !spanOverflows, !lastOverflows, !endOverflows, isSize(end) else { return nil }
    return end
  }
}
