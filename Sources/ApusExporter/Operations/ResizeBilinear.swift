import ApusGraph
import ApusModel

extension ResizeBilinear {
  func lower(into result: inout LoweredOperator) {
    result.kind = .resizeBilinear
    result.put(resampling)
  }
}
