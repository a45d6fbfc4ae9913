/// Whether a size is not negative and needs no more than 31 bits.
@inline(__always)
package func isSize(_ value: Int) -> Bool {
  #if _pointerBitWidth(_32)
    return value >= 0
  #else
    return value >= 0 && Int64(truncatingIfNeeded: value) <= Int64(truncatingIfNeeded: Int32.max)
  #endif
}

/// The product of two sizes of a model that has been checked, of which each has at most 31 bits.
func product(_ first: Int, _ second: Int) -> UInt64 {
  UInt64(truncatingIfNeeded: first) &* UInt64(truncatingIfNeeded: second)
}

/// The product of two sizes, or nil where one is not positive or the product needs more than 31 bits
/// (or more than the machine's `Int` has).
@inline(__always)
package func checkedProduct(_ first: Int, _ second: Int) -> Int? {
  let product = productOrZero(first, second)
  return product > 0 ? product : nil
}

/// The product of three sizes, or nil as above.
@inline(__always)
package func checkedProduct(_ first: Int, _ second: Int, _ third: Int) -> Int? {
  checkedProduct(productOrZero(first, second), third)
}

/// The product of two sizes, or 0 where there is none. One function in firmware, for the sake of flash.
@inline(never)
func productOrZero(_ first: Int, _ second: Int) -> Int {
  guard first > 0, second > 0 else { return 0 }
  let (product, overflows) = first.multipliedReportingOverflow(by: second)
  return overflows || !isSize(product) ? 0 : product
}

/// Whether `offset ..< offset + count` lies within `0 ..< bound`.
@inline(__always)
package func lies(_ offset: Int, count: Int, within bound: Int) -> Bool {
  offset >= 0 && count >= 0 && bound >= 0 && count <= bound && offset <= bound &- count
}
