/// `Σ left[i] · right[i]`
@inline(__always)
func dotProduct(_ left: UnsafePointer<Int16>, _ right: UnsafePointer<Int8>, count: Int) -> Int32 {
  sumOfProducts(left, right, count: count) { Int32($0) }
}

/// `Σ (values[i] − zeroPoint) · weights[i]`
@inline(__always)
func dotProduct(
  _ values: UnsafePointer<Int8>, zeroPoint: Int16, _ weights: UnsafePointer<Int8>, count: Int
) -> Int32 {
  sumOfProducts(values, weights, count: count) { Int32(Int16($0) &- zeroPoint) }
}

#if hasFeature(Embedded)
  /// Four products at a time: on a microcontroller, which has no vectors, counting and branching cost as much as
  /// multiplying does.
  @inline(__always)
  private func sumOfProducts<Left>(
    _ left: UnsafePointer<Left>, _ right: UnsafePointer<Int8>, count: Int, _ value: (Left) -> Int32
  ) -> Int32 {
    var (left, right, sum) = (left, right, 0 as Int32)
    var fours = count &>> 2
    while fours > 0 {
      sum = sum &+ value(left[0]) &* Int32(right[0])
      sum = sum &+ value(left[1]) &* Int32(right[1])
      sum = sum &+ value(left[2]) &* Int32(right[2])
      sum = sum &+ value(left[3]) &* Int32(right[3])
      left += 4
      right += 4
      fours &-= 1
    }
    var rest = count & 3
    while rest > 0 {
      sum = sum &+ value(left.pointee) &* Int32(right.pointee)
      left += 1
      right += 1
      rest &-= 1
    }
    return sum
  }
#else
  /// The loop is one that LLVM turns into multiply-and-add-pairs instructions.
  @inline(__always)
  private func sumOfProducts<Left>(
    _ left: UnsafePointer<Left>, _ right: UnsafePointer<Int8>, count: Int, _ value: (Left) -> Int32
  ) -> Int32 {
    var sum: Int32 = 0
    for index in 0..<count { sum = sum &+ value(left[index]) &* Int32(right[index]) }
    return sum
  }
#endif
