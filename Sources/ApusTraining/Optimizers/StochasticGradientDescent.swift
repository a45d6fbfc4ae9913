import ApusEngine

/// Stochastic gradient descent with momentum, by PyTorch's formulas:
/// `v ← momentum · v + g`, `w ← w − rate · v`, or with Nesterov's momentum (Sutskever et al. 2013)
/// `w ← w − rate · (g + momentum · v)`. Weight decay adds `decay · w` to the gradient of weights.
public struct StochasticGradientDescent: Sendable {
  /// How much of the last step's velocity is kept, in `[0, 1)`.
  public var momentum: Float
  /// Whether the gradient is taken as if the velocity had been followed already.
  public var isNesterov: Bool
  /// The pull of weights towards zero; biases and normalizations feel none.
  public var weightDecay: Float
  /// The velocity of each parameter, in the buffer's order: what a checkpoint keeps.
  /// - Precondition: one number for each parameter.
  public var state: [Float] {
    get { velocity }
    set {
      precondition(newValue.count == velocity.count, "a velocity for each parameter is needed")
      velocity = newValue
    }
  }

  private var velocity: [Float]
  private let stretches: [ParameterStretch]

  /// An optimizer at rest.
  ///
  /// - Parameters:
  ///   - slots: the parameters, as in `ParameterBuffer.slots`.
  ///   - frozen: full names of those that stay as they are.
  ///   - momentum: the share of the last step that is taken again.
  ///   - isNesterov: whether the gradient is looked at after that share (Nesterov's momentum).
  ///   - weightDecay: the share of a weight that is added to its gradient.
  public init(
    slots: [ParameterSlot], frozen: Set<String> = [], momentum: Float = 0.9, isNesterov: Bool = false,
    weightDecay: Float = 0
  ) {
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
    velocity = Array(repeating: 0, count: slots.last?.range.upperBound ?? 0)
    stretches = ParameterStretch.all(slots, frozen: frozen)
  }

  /// Moves all parameters that are not frozen once, along the buffer's gradients.
  public mutating func step(_ parameters: ParameterBuffer, learningRate: Float) {
    precondition(parameters.count == velocity.count, "the optimizer was made for other parameters")
    let (momentum, isNesterov) = (momentum, isNesterov)
    velocity.withUnsafeMutableBufferPointer { velocity in
      for stretch in stretches {
        let decay = stretch.decays ? weightDecay : 0
        let start = stretch.range.lowerBound
        let values = parameters.values.baseAddress! + start
        let gradients = parameters.gradients.baseAddress! + start
        let velocity = velocity.baseAddress! + start
        for index in 0..<stretch.range.count {
          let gradient = gradients[index] + decay * values[index]
          let speed = momentum * velocity[index] + gradient
          velocity[index] = speed
          values[index] -= learningRate * (isNesterov ? gradient + momentum * speed : speed)
        }
      }
    }
  }
}
