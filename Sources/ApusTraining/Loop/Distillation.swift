import ApusEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Learning from another network's answers (Hinton, Vinyals and Dean 2015): the cross-entropy between both
/// networks' softened answers, times the temperature squared so that its gradients keep their size,
///
///     T² · Σ −softmax(teacher / T) · log softmax(student / T)
///
/// less the teacher's own entropy, so that it is zero where both agree (the Kullback–Leibler divergence).
package struct Distillation {
  /// The part of the loss that is the distance from the teacher.
  package let weight: Float
  /// Divides the logits.
  package let temperature: Float

  /// Learning from a teacher.
  package init(weight: Float, temperature: Float) {
    self.weight = weight
    self.temperature = temperature
  }

  /// Mixes the distance from the teacher into a loss and its gradient.
  ///
  /// - Parameters:
  ///   - student: `[batch, classes]` logits.
  ///   - teacher: the teacher's logits, `[batch, classes]`.
  ///   - gradient: the gradient by the student's logits of the mean loss; scaled down and added to.
  ///   - classes: how many logits each image has.
  ///   - loss: the mean loss of the labels.
  /// - Returns: the mean of the mixed loss.
  package func mix(
    student: UnsafeBufferPointer<Float>, teacher: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>, classes: Int, loss: Double
  ) -> Double {
    let images = student.count / classes
    let factor = weight * temperature / Float(images)
    var ours = [Float](repeating: 0, count: classes)
    var theirs = ours
    var distance = 0.0
    for image in 0..<images {
      let begin = image * classes
      let row = begin..<begin + classes
      let ourNormalizer = soften(UnsafeBufferPointer(rebasing: student[row]), into: &ours)
      let theirNormalizer = soften(UnsafeBufferPointer(rebasing: teacher[row]), into: &theirs)
      for index in 0..<classes {
        let logRatio =
          (teacher[begin + index] - student[begin + index]) / temperature - theirNormalizer + ourNormalizer
        distance += Double(theirs[index] * logRatio)
        gradient[begin + index] =
          (1 - weight) * gradient[begin + index] + factor * (ours[index] - theirs[index])
      }
    }
    let mean = distance / Double(images) * Double(temperature * temperature)
    return Double(1 - weight) * loss + Double(weight) * mean
  }

  /// The softmax of logits at the temperature, and the logarithm of its normalizer.
  private func soften(_ logits: UnsafeBufferPointer<Float>, into probabilities: inout [Float]) -> Float {
    let powers = probabilities.withUnsafeMutableBufferPointer {
      Exponentials(of: logits, temperature: temperature, into: $0.baseAddress!)
    }
    for index in logits.indices { probabilities[index] /= powers.sum }
    return logits[powers.best] / temperature + logf(powers.sum)
  }
}
