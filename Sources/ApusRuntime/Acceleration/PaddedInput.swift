#if canImport(CApusKernels)
  import ApusModel

  /// How a convolution's input lies in the workspace: with its padding around it, so that no window needs to look
  /// whether it is inside. Elements are counted, not bytes.
  struct PaddedInput {
    /// The value in the arena, and its rows of `inputRow` elements.
    let source: Int
    let inputHeight: Int
    let inputRow: Int
    /// Rows above, and elements on the left.
    let top: Int
    let left: Int
    /// Rows, and elements in each.
    let height: Int
    let row: Int
    /// The input's zero point.
    let zeroPoint: Int

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
      zeroPoint = Int(body.input.zeroPoint)
    }

    /// The input of a dense layer.
    init(_ body: DenseRecord) {
      source = body.input.offset
      inputHeight = 1
      inputRow = body.input.count
      top = 0
      left = 0
      height = 1
      row = body.input.count
      zeroPoint = Int(body.input.zeroPoint)
    }

    /// Elements of the whole.
    var count: Int { height * row }

    /// Whether it is not many times the input. In a hostile model a few windows may stride over an expanse of
    /// padding for which no memory would do; the portable operator needs none.
    var isReasonable: Bool {
      let (count, overflows) = height.multipliedReportingOverflow(by: row)
      return !overflows && count <= 16 * inputHeight * inputRow + 1 << 16
    }

    /// Fills memory for AVX-512's kernels: `value + 128`, padding as `zeroPoint + 128`.
    func fill(_ target: UnsafeMutablePointer<UInt8>, from arena: UnsafePointer<Int8>) {
      let padding = UInt8(truncatingIfNeeded: zeroPoint + 128)
      forEachRow { to, from, count in
        guard let from else {
          for index in 0..<row { target[to + index] = padding }
          return
        }
        for index in 0..<left { target[to + index] = padding }
        let (values, inner) = (arena + from, target + (to + left))
        for index in 0..<count { inner[index] = UInt8(bitPattern: values[index]) ^ 0x80 }
        for index in left + count..<max(row, left + count) { target[to + index] = padding }
      }
    }

    /// Fills memory for AVX2's kernels: `value − zeroPoint`, padding as 0.
    func fill(_ target: UnsafeMutablePointer<Int16>, from arena: UnsafePointer<Int8>) {
      let zero = Int16(truncatingIfNeeded: zeroPoint)
      forEachRow { to, from, count in
        guard let from else {
          for index in 0..<row { target[to + index] = 0 }
          return
        }
        for index in 0..<left { target[to + index] = 0 }
        let (values, inner) = (arena + from, target + (to + left))
        for index in 0..<count { inner[index] = Int16(values[index]) &- zero }
        for index in left + count..<max(row, left + count) { target[to + index] = 0 }
      }
    }

    /// Calls for each row with where it begins, where its first value is in the arena (nil for a row of padding),
    /// and how many values it has.
    @inline(__always)
    private func forEachRow(_ body: (_ target: Int, _ source: Int?, _ count: Int) -> Void) {
      let count = max(0, min(inputRow, row - left))
      for y in 0..<height {
        let inputY = y - top
        let isInside = inputY >= 0 && inputY < inputHeight
        body(y * row, isInside ? source + inputY * inputRow : nil, count)
      }
    }
  }
#endif
