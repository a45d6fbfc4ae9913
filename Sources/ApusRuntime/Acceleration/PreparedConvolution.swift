#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// A convolution of one group, or a dense layer, made ready for the vector kernels: its weights packed, its
  /// bias and shifts laid out, its input's place in the workspace known.
  struct PreparedConvolution {
    let level: KernelLevel
    let padded: PaddedInput
    private let scratch: UnsafeMutableRawPointer
    private var call: apus_convolution

    /// What is needed of a convolution or dense layer to prepare it.
    struct Source {
      let padded: PaddedInput
      let constants: ChannelConstants
      let kernelHeight: Int
      /// Elements of one row of the window.
      let rowTaps: Int
      let rowStep: Int
      let columnStep: Int
      let kernelRowStep: Int
      let output: TensorRecord
      let clampLow: Int32
      let clampHigh: Int32

      /// Nil for what the kernels do not do: groups, dilation along rows, and an expanse of padding.
      init?(_ body: ConvolutionRecord) {
        guard body.groups == 1, body.window.dilationWidth == 1 || body.window.kernelWidth == 1 else {
          return nil
        }
        padded = PaddedInput(body)
        guard padded.isReasonable else { return nil }
        constants = body.constants
        kernelHeight = body.window.kernelHeight
        rowTaps = body.window.kernelWidth * body.input.channels
        rowStep = body.window.strideHeight * padded.row
        columnStep = body.window.strideWidth * body.input.channels
        kernelRowStep = body.window.dilationHeight * padded.row
        (output, clampLow, clampHigh) = (body.output, body.clampLow, body.clampHigh)
      }

      init(_ body: DenseRecord) {
        padded = PaddedInput(body)
        constants = body.constants
        kernelHeight = 1
        rowTaps = body.input.count
        (rowStep, columnStep, kernelRowStep) = (0, 0, 0)
        (output, clampLow, clampHigh) = (body.output, body.clampLow, body.clampHigh)
      }

      /// Groups that a row of the window takes.
      func rowGroups(_ level: KernelLevel) -> Int { (rowTaps + level.groupSize - 1) / level.groupSize }

      /// Channels, those that fill the last block included.
      func channels(_ level: KernelLevel) -> Int {
        (output.channels + level.lanes - 1) / level.lanes * level.lanes
      }

      func weightBytes(_ level: KernelLevel) -> Int {
        channels(level) * kernelHeight * rowGroups(level) * level.groupSize * level.elementBytes
      }

      /// Bytes of the padded input; a window's last group may reach beyond its row, and the last one beyond all.
      func scratchBytes(_ level: KernelLevel) -> Int { padded.count * level.elementBytes + 64 }
    }

    init(
      _ source: Source, _ level: KernelLevel, in workspace: inout Workspace, scratch: UnsafeMutableRawPointer
    ) {
      self.level = level
      self.scratch = scratch
      padded = source.padded
      let channels = source.channels(level)
      let weights = workspace.take(source.weightBytes(level))
      let numbers = workspace.take(4 * channels * MemoryLayout<Int32>.stride).bindMemory(
        to: Int32.self, capacity: 4 * channels)
      let (bias, multipliers) = (numbers, numbers + channels)
      let (left, right) = (numbers + 2 * channels, numbers + 3 * channels)
      for index in 0..<4 * channels { numbers[index] = 0 }
      for channel in 0..<source.output.channels {
        bias[channel] = source.constants.bias[channel]
        multipliers[channel] = source.constants.multipliers[channel]
        let shift = Int32(source.constants.shifts[channel])
        left[channel] = max(shift, 0)
        right[channel] = max(0 &- shift, 0)
      }
      Self.pack(source, level, into: weights, bias: bias)
      call = apus_convolution(
        input: UnsafeRawPointer(scratch), output: nil, weights: UnsafeRawPointer(weights),
        bias: UnsafePointer(bias), multipliers: UnsafePointer(multipliers), left_shifts: UnsafePointer(left),
        right_shifts: UnsafePointer(right), row_step: source.rowStep, column_step: source.columnStep,
        kernel_row_step: source.kernelRowStep, output_height: source.output.height,
        output_width: source.output.width, output_channels: source.output.channels,
        kernel_height: source.kernelHeight, row_groups: source.rowGroups(level),
        output_zero_point: Int32(source.output.zeroPoint), clamp_low: source.clampLow,
        clamp_high: source.clampHigh)
      outputOffset = source.output.offset
    }

    private let outputOffset: Int

    /// Bytes of workspace, without the scratch memory that all operators share.
    static func byteCount(_ source: Source, _ level: KernelLevel) -> Int {
      Workspace.rounded(source.weightBytes(level))
        + Workspace.rounded(4 * source.channels(level) * MemoryLayout<Int32>.stride)
    }

    func run(in arena: UnsafeMutablePointer<Int8>) {
      var call = call
      call.output = arena + outputOffset
      switch level {
      case .avx512VNNI:
        padded.fill(scratch.assumingMemoryBound(to: UInt8.self), from: arena)
        #if arch(x86_64)
          apus_convolve_avx512vnni(&call)
        #endif
      case .avx2:
        padded.fill(scratch.assumingMemoryBound(to: Int16.self), from: arena)
        #if arch(x86_64)
          apus_convolve_avx2(&call)
        #endif
      case .portable: break
      }
    }

    /// Lays the weights out as the header of the kernels describes.
    private static func pack(
      _ source: Source, _ level: KernelLevel, into target: UnsafeMutableRawPointer,
      bias: UnsafeMutablePointer<Int32>
    ) {
      let (lanes, size) = (level.lanes, level.groupSize)
      let groups = source.rowGroups(level)
      let taps = source.kernelHeight * source.rowTaps
      let correction = Int32(truncatingIfNeeded: source.padded.zeroPoint + 128)
      for block in 0..<source.channels(level) / lanes {
        for row in 0..<source.kernelHeight {
          for group in 0..<groups {
            let first = ((block * source.kernelHeight + row) * groups + group) * lanes * size
            for lane in 0..<lanes {
              let channel = block * lanes + lane
              for element in 0..<size {
                let tap = group * size + element
                let isThere = tap < source.rowTaps && channel < source.output.channels
                let weight =
                  isThere ? source.constants.weights[channel * taps + row * source.rowTaps + tap] : 0
                let at = first + lane * size + element
                if level == .avx512VNNI {
                  target.storeBytes(of: weight, toByteOffset: at, as: Int8.self)
                  if isThere { bias[channel] = bias[channel] &- correction &* Int32(weight) }
                } else {
                  target.storeBytes(of: Int16(weight), toByteOffset: 2 * at, as: Int16.self)
                }
              }
            }
          }
        }
      }
    }
  }
#endif
