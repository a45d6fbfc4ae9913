/// A window that slides over a feature map, its padding resolved. Rows and columns of padding below and to
/// the right follow from the output's extents.
///
/// It is read from the file where it is asked for, and so lives as long as the file's bytes.
public struct WindowRecord {
  private let base: UnsafeRawPointer

  /// The window of the operator record at an address.
  @inline(__always)
  init(at base: UnsafeRawPointer) { self.base = base }

  /// Rows of the window.
  @inline(__always)
  public var kernelHeight: Int { base.size16(Layout.Window.kernelHeight) }
  /// Columns of the window.
  @inline(__always)
  public var kernelWidth: Int { base.size16(Layout.Window.kernelWidth) }
  /// Rows between neighboring windows.
  @inline(__always)
  public var strideHeight: Int { base.size16(Layout.Window.strideHeight) }
  /// Columns between neighboring windows.
  @inline(__always)
  public var strideWidth: Int { base.size16(Layout.Window.strideWidth) }
  /// Rows between neighboring taps; 1 is dense.
  @inline(__always)
  public var dilationHeight: Int { base.size16(Layout.Window.dilationHeight) }
  /// Columns between neighboring taps; 1 is dense.
  @inline(__always)
  public var dilationWidth: Int { base.size16(Layout.Window.dilationWidth) }
  /// Rows of padding above.
  @inline(__always)
  public var top: Int { base.size16(Layout.Window.top) }
  /// Columns of padding on the left.
  @inline(__always)
  public var left: Int { base.size16(Layout.Window.left) }

  /// Rows times columns of the window.
  public var area: Int { kernelHeight &* kernelWidth }

  /// Checks that no index that a kernel computes from the window can overflow.
  func validate(output: TensorRecord, byte: Int) throws(ModelError) {
    guard checkedProduct(kernelHeight, kernelWidth) != nil, strideHeight > 0, strideWidth > 0,
      dilationHeight > 0, dilationWidth > 0, top >= 0, left >= 0,
      Self.ends(output.height, strideHeight, kernelHeight, dilationHeight),
      Self.ends(output.width, strideWidth, kernelWidth, dilationWidth)
    else { throw .invalid(.window, byte: byte + Layout.Window.kernelHeight) }
  }

  /// Checks what a transposed convolution needs. Extents and padding have 16 bits each, so that no sum of two of them
  /// overflows.
  func validateForTransposing(byte: Int) throws(ModelError) {
    guard strideHeight > 0, strideWidth > 0, dilationHeight == 1, dilationWidth == 1, top >= 0, left >= 0,
      checkedProduct(kernelHeight, kernelWidth) != nil
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

  /// Whether the padded row (or column) of the last tap of the last window needs no more than 31 bits. All four numbers
  /// have 16, so that products have 32.
  private static func ends(_ outputs: Int, _ stride: Int, _ kernel: Int, _ dilation: Int) -> Bool {
    let span = UInt32(truncatingIfNeeded: kernel - 1) &* UInt32(truncatingIfNeeded: dilation)
    let last = UInt32(truncatingIfNeeded: outputs - 1) &* UInt32(truncatingIfNeeded: stride)
    let most = UInt32(Int32.max)
    return span <= most && last <= most - span
  }
}
