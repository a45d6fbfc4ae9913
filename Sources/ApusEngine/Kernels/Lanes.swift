/// One float or several side by side, so that a loop's body is written once for the vector part and its
/// remainder.
protocol Lanes {
  /// How many floats.
  static var width: Int { get }
  init(repeating value: Float)
  static func load(_ pointer: UnsafePointer<Float>) -> Self
  func store(to pointer: UnsafeMutablePointer<Float>)
  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  /// In each lane the first value where the test is 0 or less, the second elsewhere, also where the test
  /// is not a number: rectifiers then hand such values on instead of hiding them.
  static func whereNonPositive(_ test: Self, _ value: Self, otherwise: Self) -> Self
}

extension Float: Lanes {
  static var width: Int { 1 }
  @inline(__always) init(repeating value: Float) { self = value }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Float { pointer.pointee }
  @inline(__always) func store(to pointer: UnsafeMutablePointer<Float>) { pointer.pointee = self }
  @inline(__always) static func whereNonPositive(_ test: Float, _ value: Float, otherwise: Float) -> Float {
    test <= 0 ? value : otherwise
  }
}

extension SIMD16<Float>: Lanes {
  static var width: Int { 16 }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }
  @inline(__always) func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }
  @inline(__always) static func whereNonPositive(_ test: Self, _ value: Self, otherwise: Self) -> Self {
    otherwise.replacing(with: value, where: test .<= 0)
  }
}

extension SIMD8<Float>: Lanes {
  static var width: Int { 8 }
  @inline(__always) static func load(_ pointer: UnsafePointer<Float>) -> Self {
    UnsafeRawPointer(pointer).loadUnaligned(as: Self.self)
  }
  @inline(__always) func store(to pointer: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Self.self)
  }
  @inline(__always) static func whereNonPositive(_ test: Self, _ value: Self, otherwise: Self) -> Self {
    otherwise.replacing(with: value, where: test .<= 0)
  }
}
