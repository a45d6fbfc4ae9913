import ApusTraining
import Foundation
import Testing

@Suite struct LearningRateTests {
  private func rates(_ rate: LearningRate, total: Int = 100, stepsPerEpoch: Int = 10) -> [Double] {
    (0..<total).map { rate.rate(step: $0, of: total, stepsPerEpoch: stepsPerEpoch) }
  }

  @Test func constantStaysConstant() {
    #expect(rates(LearningRate(peak: 0.3)).allSatisfy { $0 == 0.3 })
  }

  /// The example of PyTorch's documentation of `StepLR`: 0.05, 0.005, 0.0005 for epochs below 30, 60, 90.
  @Test func stepIsPyTorchs() {
    let rates = rates(
      LearningRate(peak: 0.05, schedule: .step(epochs: 30, factor: 0.1)), total: 900, stepsPerEpoch: 10)
    for (step, expected) in [
      (0, 0.05), (299, 0.05), (300, 0.005), (599, 0.005), (600, 0.0005), (899, 0.0005),
    ] {
      #expect(abs(rates[step] - expected) < 1e-15)
    }
  }

  /// PyTorch computes `CosineAnnealingLR` step by step from the rate before; its documentation gives the
  /// recursion.
  @Test func cosineIsPyTorchs() {
    let (peak, final, total) = (0.2, 0.01, 50)
    let rates = rates(LearningRate(peak: peak, schedule: .cosine(final: final / peak)), total: total)
    var expected = peak
    for step in 0..<total {
      if step > 0 {
        let (before, now) = (Double(step - 1), Double(step))
        expected =
          (1 + cos(.pi * now / Double(total))) / (1 + cos(.pi * before / Double(total))) * (expected - final)
          + final
      }
      #expect(abs(rates[step] - expected) < 1e-12)
    }
  }

  /// PyTorch's `OneCycleLR(max_lr=0.1, total_steps=100)`: 0.004 at first, 0.1 at step 29, 4e-7 at last;
  /// halfway along either cosine, the mean of its ends.
  @Test func oneCycleIsPyTorchs() {
    let rates = rates(LearningRate(peak: 0.1, schedule: .oneCycle()))
    #expect(abs(rates[0] - 0.004) < 1e-15)
    #expect(abs(rates[29] - 0.1) < 1e-15)
    #expect(abs(rates[99] - 4e-7) < 1e-15)
    #expect(abs(rates[64] - (0.1 + 4e-7) / 2) < 1e-12)
    #expect(abs((rates[14] + rates[15]) / 2 - (0.1 + 0.004) / 2) < 1e-12)
    #expect(zip(rates[0..<29], rates[1...29]).allSatisfy { $0 < $1 })
    #expect(zip(rates[29..<99], rates[30...99]).allSatisfy { $0 > $1 })
  }

  @Test(arguments: [
    LearningRate.Schedule.constant, .step(epochs: 3, factor: 0.5), .cosine(), .oneCycle(),
  ])
  func warmUpRisesInAStraightLineToTheSchedule(_ schedule: LearningRate.Schedule) {
    let plain = rates(LearningRate(peak: 0.1, schedule: schedule), total: 80)
    let warm = rates(LearningRate(peak: 0.1, schedule: schedule, warmUpEpochs: 2))
    for step in 0..<20 { #expect(abs(warm[step] - plain[0] * Double(step + 1) / 21) < 1e-15) }
    #expect(Array(warm[20...]) == plain)
  }

  @Test func shortRunsAreFinite() {
    for schedule in [LearningRate.Schedule.constant, .step(epochs: 1, factor: 0.1), .cosine(), .oneCycle()] {
      for total in 1...5 {
        for warmUp in [0, 0.5, 3] {
          let rates = rates(
            LearningRate(peak: 1, schedule: schedule, warmUpEpochs: warmUp), total: total, stepsPerEpoch: 1)
          #expect(rates.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= 1 })
        }
      }
    }
  }

  @Test(
    "No warm-up and no schedule traps",
    arguments: [
      LearningRate(peak: 1, schedule: .cosine(), warmUpEpochs: 1e308),
      LearningRate(peak: 1, schedule: .oneCycle(), warmUpEpochs: .nan),
      LearningRate(peak: 1, schedule: .oneCycle(rise: .nan), warmUpEpochs: -.infinity),
      LearningRate(peak: 1, schedule: .step(epochs: .max, factor: 0.5)),
      LearningRate(peak: 1, schedule: .step(epochs: .min, factor: 0.5)),
    ])
  func absurdSchedules(rate: LearningRate) {
    for step in [0, 5, 9] { _ = rate.rate(step: step, of: 10, stepsPerEpoch: 5) }
  }
}
