#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// An element-wise sum, made ready for the vector kernels.
  struct PreparedAddition {
    private let level: KernelLevel
    private let call: apus_addition
    private let offsets: (first: Int, second: Int, output: Int)

    init(_ body: AddRecord, _ level: KernelLevel) {
      self.level = level
      offsets = (body.first.offset, body.second.offset, body.output.offset)
      // The model's checks prove that no factor shifts to the left.
      call = apus_addition(
        first: nil, second: nil, output: nil, count: body.output.count,
        first_zero_point: body.first.zeroPoint, second_zero_point: body.second.zeroPoint,
        output_zero_point: body.output.zeroPoint, first_multiplier: body.firstFactor.multiplier,
        second_multiplier: body.secondFactor.multiplier, output_multiplier: body.outputFactor.multiplier,
        first_shift: 0 &- body.firstFactor.shift, second_shift: 0 &- body.secondFactor.shift,
        output_shift: 0 &- body.outputFactor.shift, headroom: AddRecord.leftShift, clamp_low: body.clampLow,
        clamp_high: body.clampHigh)
    }

    func run(in arena: UnsafeMutablePointer<Int8>) {
      var call = call
      call.first = UnsafePointer(arena + offsets.first)
      call.second = UnsafePointer(arena + offsets.second)
      call.output = arena + offsets.output
      #if arch(x86_64)
        switch level {
        case .avx512VNNI: apus_add_avx512vnni(&call)
        case .avx2: apus_add_avx2(&call)
        case .portable: break
        }
      #endif
    }
  }
#endif
