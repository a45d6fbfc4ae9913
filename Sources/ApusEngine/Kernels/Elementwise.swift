/// Loops over contiguous floats on all threads. Sources may be the target itself.
enum Elementwise {
  /// `target ← source`
  static func copy(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
  ) {
    ThreadTeam.split(count) { range in
      (target + range.lowerBound).update(from: source + range.lowerBound, count: range.count)
    }
  }

  /// `target ← target + source`
  static func accumulate(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    combine(target, source, into: target, count: count, AddedLanes())
  }

  /// `target ← r(first + second)`
  static func add(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, count: Int, _ rectifier: Rectifier
  ) {
    func run(_ rectification: some Rectification) {
      combine(first, second, into: target, count: count, RectifiedSum(rectification: rectification))
    }
    switch rectifier {
    case .none: run(NoRectification())
    case .plain: run(PlainRectification())
    case .clipped: run(ClippedRectification())
    case .leaky(let slope): run(LeakyRectification(slope: slope))
    }
  }

  /// `target ← r(source)`
  static func rectify(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int,
    _ rectifier: Rectifier
  ) {
    func run(_ rectification: some Rectification) {
      combine(source, source, into: target, count: count, RectifiedLanes(rectification: rectification))
    }
    switch rectifier {
    case .none: run(NoRectification())
    case .plain: run(PlainRectification())
    case .clipped: run(ClippedRectification())
    case .leaky(let slope): run(LeakyRectification(slope: slope))
    }
  }

  /// `target ← r′ · gradient`, the derivative told from the rectifier's output.
  static func rectifyGradient(
    output: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, count: Int, _ rectifier: Rectifier
  ) {
    func run(_ rectification: some Rectification) {
      combine(output, gradient, into: target, count: count, RectifiedGradient(rectification: rectification))
    }
    switch rectifier {
    case .none: run(NoRectification())
    case .plain: run(PlainRectification())
    case .clipped: run(ClippedRectification())
    case .leaky(let slope): run(LeakyRectification(slope: slope))
    }
  }

  private static func combine(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, count: Int, _ operation: some LanewiseOperation
  ) {
    ThreadTeam.split(count) { range in
      let end = range.lowerBound + range.count / SIMD16<Float>.width * SIMD16<Float>.width
      var index = range.lowerBound
      while index < end {
        operation(SIMD16<Float>.load(first + index), .load(second + index)).store(to: target + index)
        index += SIMD16<Float>.width
      }
      while index < range.upperBound {
        operation(Float.load(first + index), .load(second + index)).store(to: target + index)
        index += 1
      }
    }
  }
}

private protocol LanewiseOperation {
  func callAsFunction<L: Lanes>(_ first: L, _ second: L) -> L
}

private struct AddedLanes: LanewiseOperation {
  @inline(__always) func callAsFunction<L: Lanes>(_ first: L, _ second: L) -> L { first + second }
}

private struct RectifiedSum<R: Rectification>: LanewiseOperation {
  let rectification: R
  @inline(__always) func callAsFunction<L: Lanes>(_ first: L, _ second: L) -> L {
    rectification.value(first + second)
  }
}

private struct RectifiedLanes<R: Rectification>: LanewiseOperation {
  let rectification: R
  @inline(__always) func callAsFunction<L: Lanes>(_ first: L, _ second: L) -> L {
    rectification.value(first)
  }
}

private struct RectifiedGradient<R: Rectification>: LanewiseOperation {
  let rectification: R
  @inline(__always) func callAsFunction<L: Lanes>(_ output: L, _ gradient: L) -> L {
    rectification.gradient(output: output, gradient)
  }
}
