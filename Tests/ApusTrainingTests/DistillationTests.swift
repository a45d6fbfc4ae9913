import ApusTraining
import Foundation
import Testing

@Suite struct DistillationTests {
  private let student: [Float] = [0.3, -1.2, 2.5, 0, 1, -0.5]
  private let teacher: [Float] = [1, 0.2, 2, -1, 3, 0.4]

  /// The definition in double precision.
  private func divergence(_ student: [Double], temperature: Double) -> Double {
    var total = 0.0
    for image in 0..<2 {
      let ours = student[image * 3..<image * 3 + 3].map { exp($0 / temperature) }
      let theirs = teacher[image * 3..<image * 3 + 3].map { exp(Double($0) / temperature) }
      let (ourSum, theirSum) = (ours.reduce(0, +), theirs.reduce(0, +))
      for index in 0..<3 {
        let (q, p) = (ours[index] / ourSum, theirs[index] / theirSum)
        total += p * log(p / q)
      }
    }
    return total / 2 * temperature * temperature
  }

  @Test func lossIsTheSoftenedDivergence() {
    var gradient = [Float](repeating: 0.1, count: 6)
    let loss = mix(&gradient, weight: 0.3, temperature: 4, loss: 2)
    #expect(abs(loss - (0.7 * 2 + 0.3 * divergence(student.map(Double.init), temperature: 4))) < 1e-5)
  }

  @Test func gradientIsThatOfTheLoss() {
    var gradient = [Float](repeating: 0.1, count: 6)
    _ = mix(&gradient, weight: 0.3, temperature: 4, loss: 2)
    for index in 0..<6 {
      var (above, below) = (student.map(Double.init), student.map(Double.init))
      above[index] += 1e-4
      below[index] -= 1e-4
      let slope = (divergence(above, temperature: 4) - divergence(below, temperature: 4)) / 2e-4
      #expect(abs(Double(gradient[index]) - (0.7 * 0.1 + 0.3 * slope)) < 1e-5)
    }
  }

  private func mix(
    _ gradient: inout [Float], weight: Float, temperature: Float, loss: Double
  ) -> Double {
    gradient.withUnsafeMutableBufferPointer { gradient in
      student.withUnsafeBufferPointer { student in
        teacher.withUnsafeBufferPointer { teacher in
          Distillation(weight: weight, temperature: temperature)
            .mix(student: student, teacher: teacher, gradient: gradient, classes: 3, loss: loss)
        }
      }
    }
  }
}
