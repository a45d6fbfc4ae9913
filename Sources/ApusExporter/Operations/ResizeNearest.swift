import ApusGraph
import ApusModel

extension ResizeNearest {
  func lower(into result: inout LoweredOperator) {
    result.kind = .resizeNearest
    result.put(resampling)
  }
}

extension LoweredOperator {
  /// Writes how a resized feature map lies over its input.
  mutating func put(_ resampling: Resampling) {
    record.put(
      (resampling.alignsCorners ? Layout.Resize.alignsCorners : 0)
        | (resampling.usesHalfPixelCenters ? Layout.Resize.usesHalfPixelCenters : 0), at: Layout.Resize.flags)
  }
}
