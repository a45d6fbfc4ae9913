/// Which of two values counts.
package protocol Extreme {
  static func of<Value: Comparable>(_ first: Value, _ second: Value) -> Value
}

/// The lesser one.
package enum Least: Extreme {
  package static func of<Value: Comparable>(_ first: Value, _ second: Value) -> Value { min(first, second) }
}

/// The greater one.
package enum Greatest: Extreme {
  package static func of<Value: Comparable>(_ first: Value, _ second: Value) -> Value { max(first, second) }
}

extension Extreme {
  /// The extremes of the values at two places, one after the other. A loop of its own, which compilers make vectors of.
  @inline(never)
  static func of<Value: Comparable>(
    _ first: UnsafePointer<Value>, _ second: UnsafePointer<Value>, count: Int,
    into target: UnsafeMutablePointer<Value>
  ) {
    for at in 0..<count { target[at] = of(first[at], second[at]) }
  }

  /// The extremes of the values at three places, of which the first takes them.
  @inline(never)
  static func of<Value: Comparable>(
    _ target: UnsafeMutablePointer<Value>, _ first: UnsafePointer<Value>, _ second: UnsafePointer<Value>,
    count: Int
  ) {
    for at in 0..<count { target[at] = of(target[at], of(first[at], second[at])) }
  }
}
