#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// A convolution of one group, or a dense layer, made ready for the vector kernels: its weights packed, its
  /// bias and shifts laid out, its input's place in the workspace known.
  struct PreparedConvolution {
    private let kernels: apus_kernels
    private let padded: PaddedInput
    private let scaling: PreparedScaling
    private let kernelHeight: Int
    /// Elements of one row of the window.
    private let rowTaps: Int
    /// Elements between neighboring windows, and between a window's rows.
    private let rowStep: Int
    private let columnStep: Int
    private let kernelRowStep: Int
    private let strideHeight: Int
    private let output: TensorRecord

    /// Nil for what the kernels do not do: groups, dilation along rows, and an expanse of padding.
    init?(_ body: ConvolutionRecord, _ kernels: apus_kernels) {
      guard body.groups == 1, body.window.dilationWidth == 1 || body.window.kernelWidth == 1 else {
        return nil
      }
      padded = PaddedInput(body)
      guard padded.isReasonable else { return nil }
      self.kernels = kernels
      output = body.output
      scaling = PreparedScaling(
        constants: body.constants, channels: body.output.channels, output: body.output,
        clampLow: body.clampLow,
        clampHigh: body.clampHigh)
      kernelHeight = body.window.kernelHeight
      rowTaps = body.window.kernelWidth * body.input.channels
      strideHeight = body.window.strideHeight
      rowStep = strideHeight * padded.row
      columnStep = body.window.strideWidth * body.input.channels
      kernelRowStep = body.window.dilationHeight * padded.row
    }

    init(_ body: DenseRecord, _ kernels: apus_kernels) {
      self.kernels = kernels
      padded = PaddedInput(body)
      output = body.output
      scaling = PreparedScaling(
        constants: body.constants, channels: body.output.channels, output: body.output,
        clampLow: body.clampLow,
        clampHigh: body.clampHigh)
      kernelHeight = 1
      rowTaps = body.input.count
      (rowStep, columnStep, kernelRowStep, strideHeight) = (0, 0, 0, 1)
    }

    /// Groups that a row of the window takes, rounded up so that the kernel takes the same number of them each time.
    private var rowGroups: Int {
      let groups = (rowTaps + kernels.convolutionGroupSize - 1) / kernels.convolutionGroupSize
      let parts = (groups - 1) / Int(kernels.max_row_groups) + 1
      return (groups + parts - 1) / parts * parts
    }

    /// Channels, those that fill the last block included.
    private var lanes: Int { (output.channels + kernels.lanes - 1) / kernels.lanes * kernels.lanes }

    /// Puts it into a workspace.
    func place(in workspace: inout Workspace, arena: UnsafeMutablePointer<Int8>) -> PreparedParts {
      let size = kernels.elementBytes
      let (taps, constants) = (kernelHeight * rowTaps, scaling.constants)
      let excess = kernels.excess(zeroPoint: padded.zeroPoint)
      let scaling = scaling.place(
        lanes: lanes,
        excess: { excess == 0 ? 0 : excess &* Self.sum(constants.weights + $0 * taps, taps) },
        in: &workspace, channel: { $0 < output.channels ? $0 : nil })
      let memory = workspace.takeWeights(
        lanes * kernelHeight * rowGroups * kernels.convolutionGroupSize * size)
      if let memory, !memory.isFilled { pack(into: memory.start) }
      let weights = memory?.start.assumingMemoryBound(to: UInt8.self)
      // A window's last group may reach beyond its row, and the last one beyond all.
      workspace.needScratch((padded.count + rowGroups * kernels.convolutionGroupSize - rowTaps) * size + 64)
      let parts = workspace.partCount(
        work: output.count * taps, limit: output.positions == 1 ? blocks / 4 : output.height)
      let scratch = workspace
      return workspace.keep(parts: parts) { part in
        guard let scaling, let weights, let memory = scratch.scratch(part) else { return apus_convolution() }
        // A single position is divided by channels, what has rows by these.
        let isSingle = output.positions == 1
        let call = call(
          arena: arena, scratch: memory, weights: weights, scaling: scaling,
          rows: isSingle ? 0..<1 : range(ofPart: part, of: parts, count: output.height))
        return isSingle ? blocks(range(ofPart: part, of: parts, count: blocks), of: call) : call
      }
    }

    /// What the kernel needs to know of some output rows.
    private func call(
      arena: UnsafeMutablePointer<Int8>, scratch: UnsafeMutableRawPointer,
      weights: UnsafeMutablePointer<UInt8>,
      scaling: apus_scaling, rows: Range<Int>
    ) -> apus_convolution {
      let size = kernels.elementBytes
      let first = rows.lowerBound * strideHeight
      let below = (rows.upperBound - 1) * strideHeight + padded.height - (output.height - 1) * strideHeight
      // Rows that follow each other without a step are one.
      let isOneRow = rowStep == output.width * columnStep
      return apus_convolution(
        input: padded.rows(first..<below).call(arena: arena, target: scratch),
        output: arena + (output.offset + rows.lowerBound * output.width * output.channels), weights: weights,
        scaling: scaling, row_step: rowStep * size, column_step: columnStep * size,
        kernel_row_step: kernelRowStep * size, output_height: isOneRow ? 1 : rows.count,
        output_width: isOneRow ? rows.count * output.width : output.width, output_channels: output.channels,
        kernel_height: kernelHeight, row_groups: rowGroups)
    }

    /// Blocks of channels.
    private var blocks: Int { lanes / kernels.lanes }

    /// Some blocks of the channels of a single position.
    private func blocks(_ some: Range<Int>, of call: apus_convolution) -> apus_convolution {
      var part = call
      let channels = some.lowerBound * kernels.lanes
      part.output += channels
      part.output_channels = min(some.count * kernels.lanes, output.channels - channels)
      part.weights +=
        channels * kernelHeight * rowGroups * kernels.convolutionGroupSize * kernels.elementBytes
      part.scaling.bias += channels
      part.scaling.multipliers += channels
      part.scaling.left_shifts += channels
      part.scaling.right_shifts += channels
      part.scaling.rounding += channels
      return part
    }

    private static func sum(_ weights: UnsafePointer<Int8>, _ count: Int) -> Int32 {
      var sum: Int32 = 0
      for index in 0..<count { sum = sum &+ Int32(weights[index]) }
      return sum
    }

    /// Lays the weights out in the order in which the kernel loads them: it reads them once, from front to back.
    ///
    /// The kernel computes a block of channels at a time, one in each lane of a vector. In a step it takes one group of
    /// the window's elements (a group is four bytes: four numbers of 8 bits, or two of 16) and needs the weights of
    /// that group for all channels of the block, side by side. For groups of four, and c₀ … c₁₅ as the block:
    ///
    ///     in the file                      packed
    ///     c₀:  w₀ w₁ w₂ w₃ w₄ w₅ w₆ …      group 0:  c₀ w₀w₁w₂w₃ │ c₁ w₀w₁w₂w₃ │ … │ c₁₅ w₀w₁w₂w₃
    ///     c₁:  w₀ w₁ w₂ w₃ w₄ w₅ w₆ …      group 1:  c₀ w₄w₅w₆w₇ │ c₁ w₄w₅w₆w₇ │ … │ c₁₅ w₄w₅w₆w₇
    ///     …                                …
    ///
    /// A block has these groups for each row of the kernel, one row after the other. Weights beyond a row's end or beyond
    /// the last channel are 0: it does not matter what they are multiplied with. A kernel that takes eight bytes in a
    /// step finds two groups of a channel side by side.
    private func pack(into target: UnsafeMutableRawPointer) {
      let (width, size) = (kernels.lanes, kernels.groupSize)
      let taps = kernelHeight * rowTaps
      let shift = kernels.convolution_multiplies_eights != 0 ? 1 : 0
      let rowFours = rowGroups << shift
      let fours = target.bindMemory(to: UInt32.self, capacity: lanes * kernelHeight * rowFours)
      for channel in 0..<lanes {
        let block = channel / width * kernelHeight
        for row in 0..<kernelHeight {
          let place = fours + ((block + row) * rowFours * width + (channel % width) << shift)
          func store(_ four: UInt32, _ index: Int) {
            place[(index >> shift) * (width << shift) + (index & shift)] = four
          }
          guard channel < output.channels else {
            for index in 0..<rowFours { store(0, index) }
            continue
          }
          let weights = scaling.constants.weights + (channel * taps + row * rowTaps)
          let whole = rowTaps / size
          if kernels.multiplies_bytes != 0, shift == 0 {
            let bytes = UnsafeRawPointer(weights)
            for index in 0..<whole {
              place[index * width] = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
            }
          } else if kernels.multiplies_bytes != 0 {
            let bytes = UnsafeRawPointer(weights)
            for index in 0..<whole {
              store(bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self), index)
            }
          } else {
            for index in 0..<whole { store(pair(weights[2 * index], weights[2 * index + 1]), index) }
          }
          for index in whole..<rowFours { store(last(weights, index * size), index) }
        }
      }
    }

    private func pair(_ first: Int8, _ second: Int8) -> UInt32 {
      UInt32(UInt16(bitPattern: Int16(first))) | UInt32(UInt16(bitPattern: Int16(second))) << 16
    }

    /// The group that begins at a tap, of which some or all are beyond the row's end.
    private func last(_ weights: UnsafePointer<Int8>, _ first: Int) -> UInt32 {
      var group: UInt32 = 0
      withUnsafeMutableBytes(of: &group) {
        guard let bytes = $0.baseAddress else { return }
        for element in 0..<kernels.groupSize where first + element < rowTaps {
          kernels.store(weights[first + element], at: element, of: bytes)
        }
      }
      return group
    }
  }
#endif
