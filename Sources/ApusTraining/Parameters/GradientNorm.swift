/// Clipping by the norm of all gradients together (Pascanu, Mikolov and Bengio 2013).
package enum GradientNorm {
  /// The Euclidean norm of the gradients within some ranges.
  package static func norm(_ gradients: UnsafeMutableBufferPointer<Float>, ranges: [Range<Int>]) -> Double {
    var total = 0.0
    for range in ranges {
      var index = range.lowerBound
      // Blocks small enough that 16 partial sums in single precision lose nothing that matters.
      while index < range.upperBound {
        let end = min(index + 4096, range.upperBound)
        var sums = SIMD16<Float>()
        while index + 16 <= end {
          let part = UnsafeRawPointer(gradients.baseAddress! + index).loadUnaligned(as: SIMD16<Float>.self)
          sums += part * part
          index += 16
        }
        while index < end {
          sums[0] += gradients[index] * gradients[index]
          index += 1
        }
        total += Double(sums.sum())
      }
    }
    return total.squareRoot()
  }

  /// Scales the gradients within some ranges down so that their norm is at most `limit`, as PyTorch's
  /// `clip_grad_norm_` does it.
  package static func clip(
    _ gradients: UnsafeMutableBufferPointer<Float>, ranges: [Range<Int>], to limit: Double
  ) {
    let factor = Float(limit / (norm(gradients, ranges: ranges) + 1e-6))
    guard factor < 1 else { return }
    for range in ranges {
      for index in range { gradients[index] *= factor }
    }
  }
}
