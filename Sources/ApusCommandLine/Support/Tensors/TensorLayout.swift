import ApusGraph
import ArgumentParser

/// In which order the axes of a feature map or a sequence lie in an array, behind the batch.
enum TensorLayout: String, CaseIterable, ExpressibleByArgument {
  /// The kit's own: rows, columns, channels; steps, features.
  case nhwc
  /// PyTorch's and most ONNX files': channels, rows, columns; features, steps.
  case nchw

  /// An array's extents for a sample of a shape.
  func extents(of shape: Shape) -> [Int] {
    switch self {
    case .nhwc: shape.dimensions
    case .nchw: shape.dimensions.suffix(1) + shape.dimensions.dropLast()
    }
  }

  /// Where the elements of a sample, in the kit's order, lie in an array's; nil where both orders are the same.
  func places(of shape: Shape) -> [Int]? {
    let positions = shape.dimensions.dropLast().reduce(1, *)
    let channels = shape.channels
    guard self == .nchw, positions > 1, channels > 1 else { return nil }
    return (0..<shape.count).map { $0 % channels * positions + $0 / channels }
  }
}
