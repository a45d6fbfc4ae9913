#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  extension DepthwiseConvolutionRecord {
    func prepareForVectors(
      arena: UnsafeMutablePointer<Int8>, in workspace: inout Workspace
    ) -> PreparedOperator {
      let kernels = workspace.kernels
      guard let depthwise = PreparedDepthwise(self, kernels) else { return .portable }
      return .kernel(kernels.depthwise, depthwise.place(in: &workspace, arena: arena))
    }
  }

  /// A depthwise convolution made ready for the vector kernels.
  ///
  /// An output row is computed in chunks of four vectors. Chunks do not begin and end with a position, or most lanes would
  /// be empty where there are few channels. So a lane is another channel in the next chunk, until after a period the
  /// first ones come again. Weights and scaling are stored once for each chunk of a period. With 6 channels and chunks of
  /// 16 the lanes' channels are
  ///
  ///     chunk 0:  0 1 2 3 4 5 0 1 2 3 4 5 0 1 2 3
  ///     chunk 1:  4 5 0 1 2 3 4 5 0 1 2 3 4 5 0 1
  ///     chunk 2:  2 3 4 5 0 1 2 3 4 5 0 1 2 3 4 5
  ///     chunk 3:  as chunk 0; the period is 3 = 6 / gcd(16, 6)
  struct PreparedDepthwise {
    private let kernels: apus_kernels
    private let body: DepthwiseConvolutionRecord
    private let scaling: PreparedScaling
    /// Elements from a column to the next of the same remainder.
    private let channels: Int

    /// Nil for what the kernels do not do: very tall kernels, and steps over an expanse of padding.
    init?(_ body: DepthwiseConvolutionRecord, _ kernels: apus_kernels) {
      self.kernels = kernels
      self.body = body
      channels = body.output.channels
      scaling = PreparedScaling(
        constants: body.constants, channels: channels, output: body.output, clampLow: body.clampLow,
        clampHigh: body.clampHigh)
      let window = body.window
      guard window.kernelHeight <= Int(APUS_DEPTHWISE_MOST_ROWS) else { return nil }
      // Extents are below 2³¹ each, products of two fit.
      let limit = 64 * (body.input.count + body.output.count) + 1 << 16
      let (line, lineOverflows) = (columns * channels).multipliedReportingOverflow(by: window.strideWidth)
      let (ring, ringOverflows) = ringRows.multipliedReportingOverflow(by: ringRow)
      guard !lineOverflows, !ringOverflows, line <= limit, ring <= 16 * limit else { return nil }
    }

    /// Elements of the output that the kernel computes at once: bytes of a vector, whose sums of 32 bits fill four.
    private var chunk: Int { 4 * kernels.lanes }
    private var chunks: Int { (body.output.width * channels + chunk - 1) / chunk }
    private var rowGroups: Int { (body.window.kernelWidth + kernels.groupSize - 1) / kernels.groupSize }
    /// Chunks after which the channels in the lanes repeat, or all that there are.
    private var period: Int {
      var (a, b) = (chunk, channels)
      while b != 0 { (a, b) = (b, a % b) }
      return min(channels / a, chunks)
    }
    /// Columns of one remainder by the stride.
    private var columns: Int {
      body.output.width + (body.window.kernelWidth - 1) * body.window.dilationWidth / body.window.strideWidth
    }
    private var ringRows: Int { (body.window.kernelHeight - 1) * body.window.dilationHeight + 1 }
    private var chunkElements: Int { chunk * rowGroups * kernels.groupSize }
    private var ringRow: Int { chunks * chunkElements * kernels.elementBytes }

    /// Puts it into a workspace.
    func place(in workspace: inout Workspace, arena: UnsafeMutablePointer<Int8>) -> PreparedParts {
      let window = body.window
      let (period, chunk, channels) = (period, chunk, channels)
      let excess = kernels.excess(zeroPoint: body.input.zeroPoint)
      let scaling = scaling.place(
        lanes: period * chunk, excess: { excess == 0 ? 0 : excess &* sum($0) }, in: &workspace,
        channel: { ($0 / chunk * chunk + position($0 % chunk)) % channels })
      let packed = workspace.takeWeights(
        period * window.kernelHeight * chunkElements * kernels.elementBytes)
      if let packed, !packed.isFilled { pack(into: packed.start) }
      let weights = packed?.start.assumingMemoryBound(to: UInt8.self)
      let offsets = workspace.take(Int.self, rowGroups * kernels.groupSize)
      let phaseStep = columns * channels
      for tap in 0..<rowGroups * kernels.groupSize {
        // Taps that fill the last group have weights of 0, and read what the last one does.
        let step = min(tap, window.kernelWidth - 1) * window.dilationWidth
        offsets?[tap] = step % window.strideWidth * phaseStep + step / window.strideWidth * channels
      }
      let line = Workspace.rounded((window.strideWidth * phaseStep + chunk) * kernels.elementBytes)
      workspace.needScratch(line + ringRows * ringRow)
      let parts = workspace.partCount(work: 2 * body.output.count * window.area, limit: body.output.height)
      let scratch = workspace
      return workspace.keep(parts: parts) { part in
        guard let scaling, let weights, let offsets, let memory = scratch.scratch(part) else {
          return apus_depthwise()
        }
        let rows = range(ofPart: part, of: parts, count: body.output.height)
        let first = rows.lowerBound * window.strideHeight
        let skipped = min(max(first - window.top, 0), body.input.height)
        return apus_depthwise(
          input: arena + (body.input.offset + skipped * body.input.width * body.input.channels),
          output: arena + (body.output.offset + rows.lowerBound * body.output.width * channels),
          weights: weights, scaling: scaling, line: memory, ring: memory + line, ring_rows: ringRows,
          ring_row: ringRow, tap_offsets: offsets, phase_step: phaseStep,
          input_height: body.input.height - skipped, input_width: body.input.width,
          input_channels: body.input.channels, output_height: rows.count, output_width: body.output.width,
          output_channels: channels, kernel_height: window.kernelHeight, row_groups: rowGroups,
          stride_height: window.strideHeight, stride_width: window.strideWidth,
          dilation_height: window.dilationHeight, top: max(window.top - first, 0), left: window.left,
          period: period, input_zero_point: body.input.zeroPoint)
      }
    }

    /// Which element of a chunk is in a lane of its four vectors, lanes counted through all four.
    ///
    /// Bytes become four vectors of 32-bit sums by interleaving, which x86 does within each 128 bits: there the first
    /// vector gets the first four elements, the second the next four, and so on. For vectors of eight lanes:
    ///
    ///     vector 0:   0  1  2  3 │ 16 17 18 19
    ///     vector 1:   4  5  6  7 │ 20 21 22 23
    ///     vector 2:   8  9 10 11 │ 24 25 26 27
    ///     vector 3:  12 13 14 15 │ 28 29 30 31
    private func position(_ lane: Int) -> Int {
      let (vector, inVector) = (lane / kernels.lanes, lane % kernels.lanes)
      return inVector / 4 * 16 + vector * 4 + inVector % 4
    }

    private func sum(_ channel: Int) -> Int32 {
      var sum: Int32 = 0
      for tap in 0..<body.window.area { sum = sum &+ Int32(body.constants.weights[tap * channels + channel]) }
      return sum
    }

    private func pack(into target: UnsafeMutableRawPointer) {
      let (chunk, group, width) = (chunk, kernels.groupSize, body.window.kernelWidth)
      for phase in 0..<period {
        for lane in 0..<chunk {
          let weights = body.constants.weights + (phase * chunk + position(lane)) % channels
          for row in 0..<body.window.kernelHeight {
            let first = ((phase * body.window.kernelHeight + row) * rowGroups * chunk + lane) * group
            for column in 0..<rowGroups * group {
              let weight = column < width ? weights[(row * width + column) * channels] : 0
              kernels.store(weight, at: first + column / group * chunk * group + column % group, of: target)
            }
          }
        }
      }
    }
  }
#endif
