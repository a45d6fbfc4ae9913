import ApusEngine

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), by PyTorch's formulas.
public struct AdamW: Sendable {
  /// How much of the mean gradient is kept from step to step, in `[0, 1)`.
  public var beta1: Float
  /// The same for the mean squared gradient.
  public var beta2: Float
  /// Added to the root of the mean squared gradient.
  public var epsilon: Float
  /// Each step takes `rate · decay` of a weight away; biases and normalizations keep theirs.
  public var weightDecay: Float

  private var moments: [Float]
  private var stepCount = 0
  private let parameterCount: Int
  private let stretches: [ParameterStretch]

  /// What a checkpoint keeps: the mean gradient of each parameter, the mean squared gradient of each, and
  /// the number of steps. Beyond 2²⁴ steps, which a float still counts exactly, the corrections that depend
  /// on it are 1, and it is no longer counted.
  /// - Precondition: for n parameters, 2n + 1 numbers.
  public var state: [Float] {
    get { moments + [Float(stepCount)] }
    set {
      precondition(newValue.count == 2 * parameterCount + 1, "two moments for each parameter are needed")
      moments = Array(newValue.dropLast())
      stepCount = Int(max(0, min(newValue[newValue.count - 1], 0x1p24)))
    }
  }

  /// An optimizer that has seen nothing.
  ///
  /// - Parameters:
  ///   - slots: the parameters, as in `ParameterBuffer.slots`.
  ///   - frozen: full names of those that stay as they are.
  ///   - beta1: how slowly the mean of gradients moves.
  ///   - beta2: how slowly the mean of their squares moves.
  ///   - epsilon: added to the root of the latter.
  ///   - weightDecay: the share of a weight that is taken off in each step, times the learning rate.
  public init(
    slots: [ParameterSlot], frozen: Set<String> = [], beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8, weightDecay: Float = 0.01
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    parameterCount = slots.last?.range.upperBound ?? 0
    moments = Array(repeating: 0, count: 2 * parameterCount)
    stretches = ParameterStretch.all(slots, frozen: frozen)
  }

  /// Moves all parameters that are not frozen once, along the buffer's gradients.
  public mutating func step(_ parameters: ParameterBuffer, learningRate: Float) {
    precondition(parameters.count == parameterCount, "the optimizer was made for other parameters")
    stepCount = min(stepCount + 1, 1 << 24)
    let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
    let rate = Float(Double(learningRate) / (1 - Self.power(Double(beta1), stepCount)))
    let scale = Float(1 / (1 - Self.power(Double(beta2), stepCount)).squareRoot())
    moments.withUnsafeMutableBufferPointer { moments in
      for stretch in stretches {
        let keep = stretch.decays ? 1 - learningRate * weightDecay : 1
        let start = stretch.range.lowerBound
        let values = parameters.values.baseAddress! + start
        let gradients = parameters.gradients.baseAddress! + start
        let means = moments.baseAddress! + start
        let squares = moments.baseAddress! + parameterCount + start
        for index in 0..<stretch.range.count {
          let gradient = gradients[index]
          let mean = beta1 * means[index] + (1 - beta1) * gradient
          let square = beta2 * squares[index] + (1 - beta2) * gradient * gradient
          means[index] = mean
          squares[index] = square
          values[index] = keep * values[index] - rate * mean / (square.squareRoot() * scale + epsilon)
        }
      }
    }
  }

  /// A power with a whole exponent, by repeated squaring.
  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }
}
