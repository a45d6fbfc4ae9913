import CFloatKernels

/// The hottest loops for this processor.
let kernels = float_kernels()!.pointee

extension Rectification {
  /// No rectifier.
  static let none = Rectification(slope: 1, ceiling: .infinity)
  /// `max(x, 0)`
  static let plain = Rectification(slope: 0, ceiling: .infinity)
  /// `min(max(x, 0), 6)`
  static let clipped = Rectification(slope: 0, ceiling: 6)
  /// `x < 0 ? slope · x : x`
  static func leaky(slope: Float) -> Rectification { Rectification(slope: slope, ceiling: .infinity) }
}
