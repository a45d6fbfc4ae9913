/// Which operators may write their output over an input, which saves arena. The exporter's memory planner
/// and the reader's checks both ask here.
package enum InPlace {
  /// Whether an operator may write its output from the input's own first byte on.
  ///
  /// Element-wise operators read each element before they write it; an operand whose elements stand for several
  /// has fewer than the output, so that it is not written over. A pool may do it where no window starts
  /// before the position that is written for it: what it overwrites, no later window reads.
  /// A slice is copied in order, each element from its own place or one behind it.
  package static func isSound(
    _ kind: OperatorKind, input: Extents, output: Extents, slide: WindowSlide?
  ) -> Bool {
    switch kind {
    case .add, .subtract, .multiply, .rescale, .leakyReLU, .lookup, .softmax, .view:
      isElementwiseBuiltIn && input == output
    case .maxPool, .averagePool:
      if isBuiltIn(.maxPool) || isBuiltIn(.averagePool), let slide {
        output.width <= input.width
          && (output.height == 1 || slide.top < slide.strideHeight)
          && (output.width == 1 || slide.left < slide.strideWidth)
      } else {
        false
      }
    case .convolution, .depthwiseConvolution, .dense, .globalAveragePool, .concatenate, .pad: false
    case .slice: true
    case .transpose, .resizeNearest, .resizeBilinear, .transposedConvolution: false
    }
  }

  /// How large a value is.
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
}

/// How a window moves: all of it that the in-place rule needs.
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

extension OperatorRecord {
  /// The window of a convolution, transposed or not, or a pool.
  public var window: WindowRecord? {
    switch kind {
    case .convolution, .depthwiseConvolution, .maxPool, .averagePool: WindowRecord(at: base)
    case .dense, .globalAveragePool, .add, .subtract, .multiply, .rescale, .leakyReLU, .lookup, .softmax,
      .concatenate, .pad, .view:
      nil
    case .slice, .transpose, .resizeNearest, .resizeBilinear: nil
    case .transposedConvolution: WindowRecord(at: base)
    }
  }

  /// Whether it may write its output, where that lies, over an input.
  func mayOverwrite(_ input: TensorRecord) -> Bool {
    output.offset == input.offset && couldOverwrite(input)
  }

  /// Whether it may write its output over an input, if that lay at its first byte.
  func couldOverwrite(_ input: TensorRecord) -> Bool {
    InPlace.isSound(kind, input: input.extents, output: output.extents, slide: window?.slide)
  }
}

extension TensorRecord {
  fileprivate var extents: InPlace.Extents {
    InPlace.Extents(height: height, width: width, channels: channels)
  }
}

extension WindowRecord {
  fileprivate var slide: WindowSlide {
    WindowSlide(strideHeight: strideHeight, strideWidth: strideWidth, top: top, left: left)
  }
}
