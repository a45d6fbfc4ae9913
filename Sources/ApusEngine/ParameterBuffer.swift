import ApusGraph

/// Where one parameter lies in a `ParameterBuffer`.
public struct ParameterSlot: Hashable, Sendable {
  /// The full name: `conv1.weight`.
  public let name: String
  /// Extents, outermost first.
  public let shape: [Int]
  /// Where its values are.
  public let range: Range<Int>
  /// What it is for, which decides how training treats it.
  public let role: ParameterSpecification.Role
}

/// All parameters of a kind in one flat stretch of memory, in the order of `Graph.parameterList`: what
/// optimizers, gradient clipping and checkpoints work on.
public final class ParameterBuffer {
  /// Where each parameter lies.
  public let slots: [ParameterSlot]
  /// All values.
  public let values: UnsafeMutableBufferPointer<Float>
  /// The loss's gradient with respect to each; empty where there are none: statistics, or inference.
  public let gradients: UnsafeMutableBufferPointer<Float>

  private let valueStorage: Buffer
  private let gradientStorage: Buffer
  private let starts: [String: Int]

  init(_ list: [(name: String, specification: ParameterSpecification)], hasGradients: Bool)
    throws(EngineError)
  {
    var slots: [ParameterSlot] = []
    var count = 0
    for (name, specification) in list {
      let end = count + specification.shape.reduce(1, *)
      let role = specification.role
      slots.append(ParameterSlot(name: name, shape: specification.shape, range: count..<end, role: role))
      count = end
    }
    self.slots = slots
    starts = Dictionary(uniqueKeysWithValues: slots.map { ($0.name, $0.range.lowerBound) })
    valueStorage = try Buffer(count: count)
    gradientStorage = try Buffer(count: hasGradients ? count : 0)
    values = valueStorage.values
    gradients = gradientStorage.values
  }

  /// How many values there are.
  public var count: Int { values.count }

  func start(of name: String) -> Int { starts[name]! }

  /// Throws unless every slot has a tensor of its shape.
  func check(_ parameters: [String: Tensor]) throws(EngineError) {
    for slot in slots {
      guard let tensor = parameters[slot.name], tensor.shape == slot.shape else {
        throw .parameters(slot.name)
      }
    }
  }

  func load(_ parameters: [String: Tensor]) throws(EngineError) {
    try check(parameters)
    for slot in slots {
      let tensor = parameters[slot.name]!
      for (index, value) in zip(slot.range, tensor.values) { values[index] = value }
    }
  }

  func store(into parameters: inout [String: Tensor]) {
    for slot in slots {
      parameters[slot.name] = Tensor(shape: slot.shape, values: Array(values[slot.range]))
    }
  }
}
