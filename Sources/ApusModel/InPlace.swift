/// Which operators may write their output over an input, which saves arena. The exporter's memory planner and the
/// reader's checks both ask here; the rule of each kind is `RecordBody.mayOverwrite`.
extension OperatorKind {
  /// Whether an operator may write its output from the input's own first byte on.
  /// - Parameter slide: how the window moves, where the kind has one.
  @inline(__always)
  package func mayOverwrite(input: Extents, output: Extents, slide: WindowSlide?) -> Bool {
    visit(Overwriting(input: input, output: output, slide: slide))
  }
}

/// How large a value is: all of it that the rules need.
package struct Extents: Equatable {
  package var height: Int
  package var width: Int
  package var channels: Int

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }
}

/// How a window moves: all of it that the rules need.
package struct WindowSlide {
  package var strideHeight: Int
  package var strideWidth: Int
  package var top: Int
  package var left: Int

  package init(strideHeight: Int, strideWidth: Int, top: Int, left: Int) {
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.top = top
    self.left = left
  }
}

private struct Overwriting: RecordVisitor {
  let input: Extents
  let output: Extents
  let slide: WindowSlide?

  var withoutBody: Bool { false }

  @inline(__always)
  func visit<Body: RecordBody>(_ body: Body.Type) -> Bool {
    Body.mayOverwrite(input: input, output: output, slide: slide)
  }
}

extension OperatorRecord {
  /// The window of a convolution, transposed or not, or a pool.
  @inline(__always)
  public var window: WindowRecord? { kind.hasWindow ? WindowRecord(at: base) : nil }

  /// Whether it may write its output, where that lies, over an input.
  @inline(__always)
  func mayOverwrite(_ input: TensorRecord) -> Bool {
    output.offset == input.offset && couldOverwrite(input)
  }

  /// Whether it may write its output over an input, if that lay at its first byte.
  @inline(__always)
  func couldOverwrite(_ input: TensorRecord) -> Bool {
    output.element == input.element
      && kind.mayOverwrite(input: input.extents, output: output.extents, slide: window?.slide)
  }
}

extension TensorRecord {
  fileprivate var extents: Extents { Extents(height: height, width: width, channels: channels) }
}

extension WindowRecord {
  fileprivate var slide: WindowSlide {
    WindowSlide(strideHeight: strideHeight, strideWidth: strideWidth, top: top, left: left)
  }
}
