#if canImport(CApusKernels)
  import ApusModel
  import CApusKernels

  /// How a convolution's accumulators become bytes, laid out for the kernels: an element for each lane of each vector.
  struct PreparedScaling {
    let constants: ChannelConstants
    let channels: Int
    let output: TensorRecord
    let clampLow: Int32
    let clampHigh: Int32

    /// The simplest kind that all channels allow.
    var kind: apus_scaling_kind {
      for channel in 0..<channels {
        let factor = constants.factor(channel)
        // A multiplier of 0 gives 0 whatever the shift.
        guard factor.multiplier == 0 || (factor.multiplier >= 1 << 30 && (-22 ... -1).contains(factor.shift))
        else {
          return APUS_SCALING_GENERAL
        }
      }
      return clampLow >= output.zeroPoint ? APUS_SCALING_RECTIFIED : APUS_SCALING_RIGHT
    }

    /// Takes memory for a number of lanes and fills it; nil while the workspace only measures.
    ///
    /// - Parameters:
    ///   - channel: which output channel a lane is; nil where none is.
    ///   - excess: for each weight of a channel, what its product has too much; taken off the bias.
    func place(
      lanes count: Int, excess: (Int) -> Int32, in workspace: inout Workspace, channel: (Int) -> Int?
    ) -> apus_scaling? {
      let roundingBytes = Workspace.rounded(MemoryLayout<Int64>.stride * count)
      guard let memory = workspace.takeScaling(roundingBytes + 4 * MemoryLayout<Int32>.stride * count) else {
        return nil
      }
      let rounding = memory.start.bindMemory(to: Int64.self, capacity: count)
      let numbers = (memory.start + roundingBytes).bindMemory(to: Int32.self, capacity: 4 * count)
      let (bias, multipliers) = (numbers, numbers + count)
      let (left, right) = (numbers + 2 * count, numbers + 3 * count)
      let kind = kind
      let lanes = workspace.kernels.lanes
      let scaling = apus_scaling(
        bias: bias, multipliers: multipliers, left_shifts: left, right_shifts: right, rounding: rounding,
        kind: kind, zero_point: output.zeroPoint, clamp_low: Int8(truncatingIfNeeded: clampLow),
        clamp_high: Int8(truncatingIfNeeded: clampHigh))
      guard !memory.isFilled else { return scaling }
      let extra: Int64 = kind == APUS_SCALING_RIGHT ? -1 << 31 : 0
      for lane in 0..<count {
        // Products have 64 bits, so that a vector of sums is multiplied in two halves: the even lanes, then the odd ones.
        //     lanes  0 1 2 3 4 5 6 7     rounding  0 2 4 6 │ 1 3 5 7
        let place = lane / lanes * lanes + lane % 2 * (lanes / 2) + lane % lanes / 2
        guard let channel = channel(lane) else {
          (bias[lane], multipliers[lane], left[lane], right[lane], rounding[place]) = (0, 0, 0, 0, 0)
          continue
        }
        bias[lane] = constants.bias(channel) &- excess(channel)
        let factor = constants.factor(channel)
        multipliers[lane] = factor.multiplier
        let shift = factor.shift
        if kind == APUS_SCALING_GENERAL {
          (left[lane], right[lane], rounding[place]) = (max(shift, 0), max(0 &- shift, 0), 0)
        } else {
          let right32 = min(max(0 &- shift, 1), 22)
          (left[lane], right[lane]) = (0, right32 &- 1)
          let half = Int64(1) << Int64(30 &+ right32)
          rounding[place] = Int64(output.zeroPoint) << Int64(31 &+ right32) &+ half &+ 1 << 30 &+ extra
        }
      }
      return scaling
    }
  }
#endif
