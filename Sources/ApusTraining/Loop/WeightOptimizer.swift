import ApusEngine

/// The optimizer that a run's options choose: exactly one of both is there.
struct WeightOptimizer {
  private var stochasticGradientDescent: StochasticGradientDescent?
  private var adamW: AdamW?

  /// An optimizer that has seen nothing yet.
  init(_ options: TrainingOptions, slots: [ParameterSlot], frozen: Set<String>) {
    switch options.optimizer {
    case .stochasticGradientDescent(let momentum, let nesterov):
      stochasticGradientDescent = StochasticGradientDescent(
        slots: slots, frozen: frozen, momentum: momentum, isNesterov: nesterov,
        weightDecay: options.weightDecay)
    case .adamW(let beta1, let beta2, let epsilon):
      adamW = AdamW(
        slots: slots, frozen: frozen, beta1: beta1, beta2: beta2, epsilon: epsilon,
        weightDecay: options.weightDecay)
    }
  }

  /// Moves all weights that are not frozen once.
  mutating func step(_ parameters: ParameterBuffer, learningRate: Float) {
    stochasticGradientDescent?.step(parameters, learningRate: learningRate)
    adamW?.step(parameters, learningRate: learningRate)
  }

  /// What a checkpoint keeps.
  var state: [Float] {
    get { stochasticGradientDescent?.state ?? adamW?.state ?? [] }
    set {
      stochasticGradientDescent?.state = newValue
      adamW?.state = newValue
    }
  }
}
