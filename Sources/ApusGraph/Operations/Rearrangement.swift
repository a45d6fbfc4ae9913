/// An operation that only copies: each output element is a copy of one element of its one input, at a place that is known
/// beforehand. Executing it, forward or backward, needs nothing but these places.
public protocol Rearrangement: OperationBody {
  /// For each element of one sample's output, in order, the place of the input element that it copies.
  /// - Precondition: the operation takes such an input.
  func sources(in input: Shape) -> [Int32]
}

extension Rearrangement {
  /// Integers are copied.
  public static var int8: Int8Behavior { Int8Behavior(keepsScale: true, hasWideKernel: true) }
}
