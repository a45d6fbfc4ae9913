import ApusModel

extension SVDFRecord: Kernel {
  /// TFLite Micro's SVDF, step by step. Sums are modulo 2³², as they are there.
  func run(in arena: UnsafeMutablePointer<Int8>) {
    for step in 0..<sequence.positions {
      push(step, in: arena)
      let target = arena + (output.offset &+ step &* output.channels)
      let rank = filters / output.channels
      for unit in 0..<output.channels {
        var sum = bias(unit)
        for filter in unit &* rank..<(unit &+ 1) &* rank {
          for age in 0..<depth {
            let value = remembered(filter &* depth &+ age, in: arena) &- memory.zeroPoint
            sum = sum &+ timeWeight(filter, age) &* value
          }
        }
        target[unit] = clamped(timeFactor.applied(to: sum) &+ output.zeroPoint, clampLow, clampHigh)
      }
    }
  }

  /// Moves every filter's row on by a step, whose sum becomes the last of it.
  @inline(__always)
  private func push(_ step: Int, in arena: UnsafeMutablePointer<Int8>) {
    let values = UnsafePointer(arena + (sequence.offset &+ step &* sequence.channels))
    for filter in 0..<filters {
      for index in filter &* depth..<filter &* depth &+ depth &- 1 {
        remember(remembered(index &+ 1, in: arena), index, in: arena)
      }
      let sum = dotProduct(
        values, zeroPoint: Int16(truncatingIfNeeded: sequence.zeroPoint), featureWeights(filter),
        count: sequence.channels)
      let scaled = featureFactor.applied(to: sum)
      // The zero point is added behind the clamp.
      let held = memory.element == .int16 ? saturated16(scaled) : min(max(scaled, -128), 127)
      remember(held &+ memory.zeroPoint, filter &* depth &+ depth &- 1, in: arena)
    }
  }

  @inline(__always)
  private func remembered(_ index: Int, in arena: UnsafeMutablePointer<Int8>) -> Int32 {
    memory.element == .int16 ? Int32(arena.wide(memory)[index]) : Int32((arena + memory.offset)[index])
  }

  @inline(__always)
  private func remember(_ value: Int32, _ index: Int, in arena: UnsafeMutablePointer<Int8>) {
    if memory.element == .int16 {
      arena.wide(memory)[index] = Int16(truncatingIfNeeded: value)
    } else {
      (arena + memory.offset)[index] = Int8(truncatingIfNeeded: value)
    }
  }
}
