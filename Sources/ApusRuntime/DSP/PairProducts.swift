/// Four sums of products at a time: a weight that is taken apart, or an input that is loaded, serves four.
///
/// Both read weights in groups of four and so up to three bytes beyond a row, where the inputs are zeros. Behind the
/// last row of a convolution or dense layer lie its shifts, and the file's length is a multiple of 16 bytes: with
/// `C` channels of `K` weights, `9 C + K C` bytes from a multiple of 16 on, that is enough for every `C` and `K`.
enum PairProducts {
  typealias Sums = (Int32, Int32, Int32, Int32)

  /// One row of weights times four interleaved inputs.
  /// - Parameter groups: of four weights; at least 1.
  @inline(__always)
  static func fourInputs(
    _ weights: UnsafePointer<Int8>, _ inputs: UnsafePointer<UInt32>, groups: Int, plus bias: Int32
  ) -> Sums {
    var weights = UnsafeRawPointer(weights)
    // Counted from the last pair: its load is the one that can step on to the next group.
    var inputs = inputs + 6
    let end = weights + groups &* 4
    var (a, b, c, d) = (bias, bias, bias, bias)
    repeat {
      let word = weights.loadUnaligned(as: UInt32.self)
      let even = Pair(evenBytesOf: word)
      let odd = Pair(oddBytesOf: word)
      weights += 4
      a = odd.dotProduct(Pair(word: inputs[-5]), plus: even.dotProduct(Pair(word: inputs[-6]), plus: a))
      DSP.keepOrder()
      b = odd.dotProduct(Pair(word: inputs[-3]), plus: even.dotProduct(Pair(word: inputs[-4]), plus: b))
      DSP.keepOrder()
      c = odd.dotProduct(Pair(word: inputs[-1]), plus: even.dotProduct(Pair(word: inputs[-2]), plus: c))
      DSP.keepOrder()
      d = odd.dotProduct(Pair(word: inputs[1]), plus: even.dotProduct(Pair(word: inputs[0]), plus: d))
      inputs += 8
    } while weights != end
    return (a, b, c, d)
  }

  /// Four rows of weights times one input.
  /// - Parameters:
  ///   - step: from each row to the next; 0 where one stands for all.
  ///   - groups: of four weights; at least 1.
  @inline(__always)
  static func fourRows(
    _ weights: UnsafePointer<Int8>, step: Int, _ input: UnsafePointer<UInt32>, groups: Int, plus bias: Sums
  ) -> Sums {
    var first = UnsafeRawPointer(weights)
    var third = first + 2 &* step
    var input = input
    let end = input + 2 &* groups
    var (a, b, c, d) = bias
    repeat {
      let even = Pair(word: input[0])
      let odd = Pair(word: input[1])
      input += 2
      b = product((first + step).loadUnaligned(as: UInt32.self), even, odd, b)
      a = product(first.loadUnaligned(as: UInt32.self), even, odd, a)
      first += 4
      DSP.keepOrder()
      d = product((third + step).loadUnaligned(as: UInt32.self), even, odd, d)
      c = product(third.loadUnaligned(as: UInt32.self), even, odd, c)
      third += 4
    } while input != end
    return (a, b, c, d)
  }

  @inline(__always)
  private static func product(_ weights: UInt32, _ even: Pair, _ odd: Pair, _ sum: Int32) -> Int32 {
    Pair(oddBytesOf: weights).dotProduct(odd, plus: Pair(evenBytesOf: weights).dotProduct(even, plus: sum))
  }
}
