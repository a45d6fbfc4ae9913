#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Softmax of a row of logits before the division by its sum: `exp((x − largest) / temperature)`, which never
/// overflows.
package struct Exponentials {
  /// The position of the largest logit; of equal ones, the first.
  package let best: Int
  /// The sum of all exponentials. The softmax of a logit is its exponential divided by this.
  package let sum: Float

  /// Writes the exponentials of some logits.
  ///
  /// - Parameters:
  ///   - logits: at least one.
  ///   - temperature: divides them first.
  ///   - powers: room for as many numbers.
  package init(
    of logits: UnsafeBufferPointer<Float>, temperature: Float = 1, into powers: UnsafeMutablePointer<Float>
  ) {
    var best = 0
    for index in 1..<max(1, logits.count) where logits[index] > logits[best] { best = index }
    let largest = logits[best]
    var sum: Float = 0
    for index in logits.indices {
      let power = expf((logits[index] - largest) / temperature)
      powers[index] = power
      sum += power
    }
    self.best = best
    self.sum = sum
  }
}
