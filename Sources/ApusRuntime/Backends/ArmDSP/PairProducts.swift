#if canImport(CArmDSP)
  import CArmDSP
#endif

/// Several sums of products at a time. Unpacking a weight or loading an input costs about as much as multiplying it: here
/// a weight that is unpacked is multiplied with four inputs, and an input that is loaded with two rows of weights.
///
/// Both read beyond a row of weights where the inputs are zeros: up to three bytes of one that can be anywhere, up to
/// four of one that is a multiple of four long. Behind the last constants of a file there are as many bytes
/// (`Layout.spareBytes`). In version 1 the last row is followed by its shifts, and the file does not end before the next
/// multiple of 16 bytes: with `C` channels of `K` weights, `9 C + K C` bytes from such a multiple on, that is enough for
/// every `C` and `K`.
enum PairProducts {
  /// Adds the products of one row of weights with four inputs that take turns.
  /// - Parameter groups: of four weights; at least 1.
  @inline(__always)
  static func addFourInputs(
    _ weights: UnsafePointer<Int8>, _ inputs: UnsafePointer<UInt32>, groups: Int,
    to sums: UnsafeMutablePointer<Int32>
  ) {
    #if canImport(CArmDSP)
      apus_four_inputs(weights, inputs, inputs + 8 &* groups, sums)
    #else
      for index in 0..<4 {
        for group in 0..<groups {
          sums[index] = product(weights + 4 &* group, inputs + (8 &* group &+ 2 &* index), plus: sums[index])
        }
      }
    #endif
  }

  /// Computes the products of rows of weights with one input.
  /// - Parameters:
  ///   - rows: the first row, at a multiple of 4.
  ///   - step: from each row to the next, a multiple of 4.
  ///   - eights: of weights; at least 1. What the rows have fewer is zero in the input.
  ///   - sums: of the `count` rows; one more is written to where that is odd.
  @inline(__always)
  static func multiplyRows(
    _ rows: UnsafePointer<Int8>, step: Int, _ input: UnsafePointer<UInt32>, eights: Int,
    into sums: UnsafeMutablePointer<Int32>, count: Int
  ) {
    #if canImport(CArmDSP)
      let (even, end) = (count & ~1, input + 4 &* eights)
      let skip = Int32(truncatingIfNeeded: 2 &* step &- 8 &* eights)
      if even > 0 {
        apus_row_pairs(rows, Int32(truncatingIfNeeded: step), input, end, sums, sums + even, skip)
      }
      // The last one of an odd number is its own neighbor.
      if even < count { apus_row_pairs(rows + even &* step, 0, input, end, sums + even, sums + count, 0) }
    #else
      for index in 0..<count {
        sums[index] = 0
        for group in 0..<2 &* eights {
          sums[index] = product(
            rows + (index &* step &+ 4 &* group), input + 2 &* group, plus: sums[index])
        }
      }
    #endif
  }

  #if !canImport(CArmDSP)
    /// Four weights times four inputs.
    private static func product(
      _ weights: UnsafePointer<Int8>, _ inputs: UnsafePointer<UInt32>, plus sum: Int32
    ) -> Int32 {
      let word = UnsafeRawPointer(weights).loadUnaligned(as: UInt32.self)
      let even = Pair(evenBytesOf: word).dotProduct(Pair(word: inputs[0]), plus: sum)
      return Pair(oddBytesOf: word).dotProduct(Pair(word: inputs[1]), plus: even)
    }
  #endif
}
