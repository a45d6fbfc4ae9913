extension [Double] {
  /// The value that would be at a place if the array were sorted: Hoare's selection, which reorders it ("Algorithm 65:
  /// find", Communications of the ACM 4, 1961).
  /// - Precondition: there is such a place.
  mutating func select(_ place: Int) -> Double {
    var (low, high) = (0, count - 1)
    while low < high {
      let pivot = self[(low + high) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while self[left] < pivot { left += 1 }
        while self[right] > pivot { right -= 1 }
        if left <= right {
          swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if place <= right { high = right } else if place >= left { low = left } else { break }
    }
    return self[place]
  }
}
