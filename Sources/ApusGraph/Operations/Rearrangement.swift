/// An operation whose every output element is a copy of an element of its one input, and which one is known
/// beforehand. Executing it, forward or backward, needs no more than these places.
public protocol Rearrangement: OperationBody {
  /// For each element of the output, in order, the place in the input of the element that it copies; of one
  /// sample.
  /// - Precondition: the operation takes such an input.
  func sources(in input: Shape) -> [Int32]
}

extension Rearrangement {
  /// Integers are copied.
  public static var int8: Int8Behavior { Int8Behavior(keepsScale: true) }
}
