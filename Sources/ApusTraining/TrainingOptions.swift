import ApusData
import ApusGraph

/// How a network is trained. The defaults are for fine-tuning a small pretrained network.
public struct TrainingOptions: Hashable, Sendable {
  /// How gradients move weights.
  public enum Optimizer: Hashable, Sendable {
    /// Stochastic gradient descent with momentum, Nesterov's if wanted (Sutskever et al. 2013).
    case stochasticGradientDescent(momentum: Float = 0.9, nesterov: Bool = true)
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2019).
    case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)
  }

  /// How often all training images are seen.
  public var epochs = 5
  /// Images in each step; no more than there are.
  public var batchSize = 64
  /// How gradients move weights.
  public var optimizer = Optimizer.adamW()
  /// The size of the moves.
  public var learningRate = LearningRate(peak: 2e-3, schedule: .oneCycle())
  /// How strongly weights are pulled towards zero; biases and normalizations never are.
  public var weightDecay: Float = 0.01
  /// The part of the target that is spread evenly over all classes (Szegedy et al. 2016), in `[0, 1)`.
  public var labelSmoothing: Float = 0
  /// What each output's loss is multiplied with before they are added up, by the output's name. Unless given, it is 1 for
  /// the output that classifies the images and for others of the same class names, and 0 for all others. The loss of an
  /// output follows from what its numbers mean (`LossFunction`).
  public var lossWeights: [String: Float] = [:]
  /// The most that the norm of all gradients together may be; nil for any.
  public var gradientClipping: Double?
  /// The decay of an exponential moving average of all weights and running statistics, in `(0, 1)`. The average
  /// is then validated and returned instead of the weights themselves. Nil for no average.
  public var averagingDecay: Float? = 0.998
  /// Stops after this many epochs in a row without a better result on the validation images; nil for never.
  public var patience: Int?
  /// Whether the weights of the epoch that was best on the validation images are returned, instead of the
  /// last epoch's. Without validation images, the last are.
  public var keepsBest = true
  /// The part of the training images that is set aside for validation where none are given, in `[0, 1)`.
  public var validationFraction = 0.0
  /// What decides which images are set aside; `seed` unless given.
  public var validationSeed: UInt64?
  /// Parameters that stay as they are: patterns for full names or nodes' names, such as `conv*` or
  /// `layer1.*`. A batch normalization whose scale and shift are both frozen acts as at inference.
  public var frozen: [NamePattern] = []
  /// What of the kit's own the images contain, which the network's training record tells; nothing is added here.
  public var additions: Set<DigitAddition> = []
  /// How training images are varied.
  public var augmentation = Augmentation.none
  /// Whether each epoch draws equally many images of every class, the images of small classes several times and those of
  /// large ones not all, so that many images of one class do not drown the others.
  public var isBalanced = false
  /// For everything that is random. Equal seeds give equal bits on the same machine, however many threads it has.
  public var seed: UInt64 = 0

  /// A network to learn from as well (Hinton, Vinyals and Dean 2015), such as the one before pruning.
  public var teacher: Graph?
  /// The part of the loss that is the distance from the teacher, in `[0, 1]`.
  public var distillationWeight: Float = 0.5
  /// Divides both networks' logits before they are compared, at least 1.
  public var temperature: Float = 4

  /// A file that is kept up to date with the state of training, and from which an interrupted run with the
  /// same options, network and images goes on; nil for none. A run that is at its end goes on too where only `epochs` is
  /// more: the added epochs follow the learning rate's schedule once more from its beginning. What is in the way is an
  /// error (`CheckpointError`), and never overwritten.
  public var checkpointPath: String?
  /// Whether a file at `checkpointPath` is replaced, whatever it is, instead of going on from it.
  public var beginsAnew = false
  /// Steps after which the file is written, besides at the end of each epoch; nil for only then.
  public var checkpointInterval: Int?

  /// The defaults for fine-tuning.
  public init() {}

  /// The most epochs that a run may have.
  public static let mostEpochs = 1_000_000
  /// The highest learning rate, which is about the largest `Float`.
  public static let highestLearningRate = 1e38

  /// - Throws: `option`, naming the first that is out of range.
  package func check() throws(TrainingError) {
    func need(_ holds: Bool, _ option: String, _ needed: String) throws(TrainingError) {
      guard holds else { throw .option(option, needed: needed) }
    }
    try need((1...Self.mostEpochs).contains(epochs), "epochs", "from 1 to \(Self.mostEpochs)")
    try need(batchSize >= 1, "the batch size", "at least 1")
    try need(
      learningRate.peak > 0 && learningRate.peak <= Self.highestLearningRate, "the learning rate",
      "above 0 and at most \(Self.highestLearningRate)")
    try need(
      learningRate.warmUpEpochs >= 0 && learningRate.warmUpEpochs <= Double(Self.mostEpochs), "the warm-up",
      "from 0 to \(Self.mostEpochs) epochs")
    try need(weightDecay >= 0 && weightDecay.isFinite, "the weight decay", "at least 0 and finite")
    try need((0..<1).contains(labelSmoothing), "the label smoothing", "at least 0 and below 1")
    try need(
      gradientClipping.map { $0 > 0 && $0.isFinite } ?? true, "the gradient clipping", "above 0 and finite")
    try need(averagingDecay.map { $0 > 0 && $0 < 1 } ?? true, "the averaging decay", "between 0 and 1")
    try need(patience.map { $0 >= 1 } ?? true, "the patience", "at least 1 epoch")
    try need((0..<1).contains(validationFraction), "the validation fraction", "at least 0 and below 1")
    try need((0...1).contains(distillationWeight), "the distillation weight", "between 0 and 1")
    try need(temperature >= 1 && temperature.isFinite, "the temperature", "at least 1 and finite")
    try need(checkpointInterval.map { $0 >= 1 } ?? true, "the checkpoint interval", "at least 1 step")
    switch optimizer {
    case .stochasticGradientDescent(let momentum, _):
      try need((0..<1).contains(momentum), "the momentum", "at least 0 and below 1")
    case .adamW(let beta1, let beta2, let epsilon):
      try need((0..<1).contains(beta1) && (0..<1).contains(beta2), "each beta", "at least 0 and below 1")
      try need(epsilon > 0 && epsilon.isFinite, "the epsilon", "above 0 and finite")
    }
    switch learningRate.schedule {
    case .constant: break
    case .step(let epochs, let factor):
      try need(epochs >= 1, "the epochs between steps of the learning rate", "at least 1")
      try need(factor > 0 && factor <= 1, "the factor of the learning rate", "above 0 and at most 1")
    case .cosine(let final): try need((0...1).contains(final), "the final learning rate", "between 0 and 1")
    case .oneCycle(let rise, let start, let end):
      try need((0..<1).contains(rise), "the rise of the learning rate", "at least 0 and below 1")
      try need(
        start >= 1 && end >= 1 && start.isFinite && end.isFinite, "the divisors of the learning rate",
        "at least 1 and finite")
    }
  }
}
