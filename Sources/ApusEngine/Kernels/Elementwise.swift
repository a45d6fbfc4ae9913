/// Loops over contiguous floats. Sources may be the target itself.
enum Elementwise {
  /// `target ← target + source`
  static func accumulate(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    kernels.add(target, source, target, count)
  }

  /// `target ← first + second`
  static func add(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, count: Int
  ) {
    kernels.add(first, second, target, count)
  }
}
