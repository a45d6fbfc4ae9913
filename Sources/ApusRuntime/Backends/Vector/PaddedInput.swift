#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// How a convolution's input lies in the scratch memory: with its padding around it, so that no window needs to look
  /// whether it is inside. Elements are counted, not bytes.
  struct PaddedInput {
    /// The value in the arena, and its rows of `inputRow` elements.
    private(set) var source: Int
    private(set) var inputHeight: Int
    let inputRow: Int
    /// Rows above, and elements on the left.
    private(set) var top: Int
    let left: Int
    /// Rows, and elements in each.
    private(set) var height: Int
    let row: Int
    /// The input's zero point.
    let zeroPoint: Int32

    /// The input of a convolution: as large as its windows need, which may be less than the input.
    init(_ body: ConvolutionRecord) {
      let channels = body.input.channels
      let window = body.window
      source = body.input.offset
      inputHeight = body.input.height
      inputRow = body.input.width * channels
      top = window.top
      height =
        (body.output.height - 1) * window.strideHeight + (window.kernelHeight - 1) * window.dilationHeight + 1
      row = ((body.output.width - 1) * window.strideWidth + window.kernelWidth) * channels
      left = min(window.left * channels, row)
      zeroPoint = body.input.zeroPoint
    }

    /// The input of a dense layer.
    init(_ body: DenseRecord) {
      source = body.input.offset
      (inputHeight, height, top) = (1, 1, 0)
      (inputRow, row, left) = (body.input.count, body.input.count, 0)
      zeroPoint = body.input.zeroPoint
    }

    /// Elements of the whole.
    var count: Int { height * row }

    /// Whether it is not many times the input. In a hostile model a few windows may stride over an expanse of
    /// padding for which no memory would do; the portable operator needs none.
    var isReasonable: Bool {
      let (count, overflows) = height.multipliedReportingOverflow(by: row)
      return !overflows && count <= 16 * inputHeight * inputRow + 1 << 16
    }

    /// Some of its rows.
    func rows(_ rows: Range<Int>) -> PaddedInput {
      var part = self
      let skipped = min(max(rows.lowerBound - top, 0), inputHeight)
      part.top = max(top - rows.lowerBound, 0)
      part.source += skipped * inputRow
      part.inputHeight -= skipped
      part.height = rows.count
      return part
    }

    /// For the kernels.
    func call(arena: UnsafeMutablePointer<Int8>, target: UnsafeMutableRawPointer) -> apus_padded_input {
      apus_padded_input(
        source: arena + source, target: target, source_height: inputHeight, source_row: inputRow,
        height: height,
        row: row, top: top, left: left, zero_point: zeroPoint)
    }
  }
#endif
