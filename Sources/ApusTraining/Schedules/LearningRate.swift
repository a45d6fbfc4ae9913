#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The learning rate as a pure function of the step, so that a resumed run needs no state to go on.
public struct LearningRate: Hashable, Sendable {
  /// How the rate moves after the warm-up.
  public enum Schedule: Hashable, Sendable {
    /// Always the peak.
    case constant
    /// Multiplied by `factor` every `epochs` epochs (PyTorch's `StepLR`).
    case step(epochs: Int, factor: Double)
    /// From the peak to `final` times the peak along half a cosine (Loshchilov and Hutter 2017; PyTorch's
    /// `CosineAnnealingLR`).
    case cosine(final: Double = 0)
    /// From the peak divided by `startDivisor` up to the peak within the first `rise` of the steps, then down
    /// to the start divided by `endDivisor`, both along half a cosine (Smith and Topin 2018; PyTorch's
    /// `OneCycleLR`, whose defaults these are).
    case oneCycle(rise: Double = 0.3, startDivisor: Double = 25, endDivisor: Double = 1e4)
  }

  /// The highest rate.
  public var peak: Double
  /// How the rate moves after the warm-up.
  public var schedule: Schedule
  /// Epochs, or a fraction of one, during which the rate first rises in a straight line from near zero to
  /// where the schedule begins. The schedule then spans the steps that are left.
  public var warmUpEpochs: Double

  /// A rate; no warm-up unless given.
  public init(peak: Double, schedule: Schedule = .constant, warmUpEpochs: Double = 0) {
    self.peak = peak
    self.schedule = schedule
    self.warmUpEpochs = warmUpEpochs
  }

  /// The rate for a step of a run.
  ///
  /// - Parameters:
  ///   - step: the step, from 0.
  ///   - total: how many steps the run has.
  ///   - stepsPerEpoch: the number of steps in an epoch.
  public func rate(step: Int, of total: Int, stepsPerEpoch: Int) -> Double {
    // Whatever the product is, it becomes a number of steps: `min` hands on the first where the other is no number.
    let warmUp = Int(max(0, min(Double(total), (warmUpEpochs * Double(stepsPerEpoch)).rounded())))
    let begin = scheduled(0, of: total - warmUp, stepsPerEpoch: stepsPerEpoch)
    if step < warmUp { return begin * Double(step + 1) / Double(warmUp + 1) }
    return scheduled(step - warmUp, of: total - warmUp, stepsPerEpoch: stepsPerEpoch)
  }

  private func scheduled(_ step: Int, of total: Int, stepsPerEpoch: Int) -> Double {
    switch schedule {
    case .constant: return peak
    case .step(let epochs, let factor):
      let (length, overflows) = epochs.multipliedReportingOverflow(by: stepsPerEpoch)
      return peak * pow(factor, Double(step / (overflows ? .max : max(1, length))))
    case .cosine(let final):
      return Self.cosine(from: peak, to: peak * final, at: Double(step) / Double(max(1, total)))
    case .oneCycle(let rise, let startDivisor, let endDivisor):
      let start = peak / startDivisor
      let top = rise * Double(total) - 1
      let last = Double(total - 1)
      if Double(step) <= top {
        return Self.cosine(from: start, to: peak, at: top > 0 ? Double(step) / top : 1)
      }
      let fraction = last > top ? (Double(step) - top) / (last - top) : 1
      return Self.cosine(from: peak, to: start / endDivisor, at: fraction)
    }
  }

  /// From one value to another along half a cosine.
  private static func cosine(from first: Double, to last: Double, at fraction: Double) -> Double {
    last + (first - last) * (1 + cos(Double.pi * fraction)) / 2
  }
}
