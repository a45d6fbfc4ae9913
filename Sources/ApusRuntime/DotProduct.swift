/// `Σ left[i] · right[i]`. The loop is one that LLVM turns into multiply-and-add-pairs instructions.
@inline(__always)
func dotProduct(_ left: UnsafePointer<Int16>, _ right: UnsafePointer<Int8>, count: Int) -> Int32 {
  var sum: Int32 = 0
  for index in 0..<count {
    sum = sum &+ Int32(left[index]) &* Int32(right[index])
  }
  return sum
}

/// `Σ (values[i] − zeroPoint) · weights[i]`
@inline(__always)
func dotProduct(
  _ values: UnsafePointer<Int8>, zeroPoint: Int16, _ weights: UnsafePointer<Int8>, count: Int
) -> Int32 {
  var sum: Int32 = 0
  for index in 0..<count {
    sum = sum &+ Int32(Int16(values[index]) &- zeroPoint) &* Int32(weights[index])
  }
  return sum
}
