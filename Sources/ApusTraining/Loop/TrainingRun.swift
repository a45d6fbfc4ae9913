import ApusData
import ApusEngine
import ApusGraph
import ApusInterchange

/// One run of a trainer: the engine, the optimizer and everything else that changes from step to step.
final class TrainingRun {
  let trainer: Trainer
  let options: TrainingOptions
  let batchSize: Int
  let stepsPerEpoch: Int
  let totalSteps: Int

  let engine: Engine
  var optimizer: WeightOptimizer
  var average: MovingWeights?
  var best: FlatWeights?
  var history: [EpochReport] = []
  var sums = Checkpoint.EpochSums()
  /// Steps done.
  var step = 0
  /// The step at which the learning rate's schedule began.
  var cycleBegin = 0

  private let loader: BatchLoader
  private let losses: OutputLosses
  private let trainedRanges: [Range<Int>]
  private let teacher: Teacher?
  let evaluator: Evaluator?
  /// Batch normalizations that act as at inference.
  let fixed: Set<String>
  /// Weights beyond this are not a network's: products of a few of them overflow.
  static let largestWeight: Float = 1e9
  private static let suspiciousLoss = 1e4
  private var order: (epoch: Int, indices: [Int]) = (-1, [])
  private var labels: [Int32]
  private var clock = PaceClock()

  /// Makes everything that a run needs, at its beginning.
  init(_ trainer: Trainer) throws(TrainingError) {
    self.trainer = trainer
    options = trainer.options
    batchSize = min(options.batchSize, trainer.training.count)
    stepsPerEpoch = trainer.training.count / batchSize
    let (steps, overflows) = stepsPerEpoch.multipliedReportingOverflow(by: options.epochs)
    guard !overflows else { throw .option("epochs", needed: "fewer for so many images") }
    totalSteps = steps

    let frozen = try FrozenParameters(options.frozen, in: trainer.graph).names
    var fixed: Set<String> = []
    do throws(GraphError) { fixed = try trainer.graph.frozenNormalizations(frozen) } catch {
      throw .graph(error)
    }
    self.fixed = fixed
    let whole = trainer.graph.fixingNormalizations(fixed)
    losses = try OutputLosses(
      whole, classifier: trainer.classifier, weights: trainer.lossWeights,
      labelSmoothing: options.labelSmoothing)
    let graph = losses.graph
    do throws(EngineError) {
      engine = try Engine(graph, batchSize: batchSize, mode: .training)
    } catch {
      throw .engine(error)
    }
    let slots = engine.parameters.slots
    trainedRanges = slots.filter { !frozen.contains($0.name) }.map(\.range)
    optimizer = WeightOptimizer(options, slots: slots, frozen: frozen)
    if let decay = options.averagingDecay { average = MovingWeights(engine, decay: decay) }
    if let graph = options.teacher {
      teacher = try Teacher(graph, batchSize: batchSize, options: options)
    } else {
      teacher = nil
    }
    if let validation = trainer.validation {
      evaluator = try Evaluator(
        OutputLosses(whole, classifier: trainer.classifier, weights: trainer.lossWeights),
        batchSize: min(256, validation.count))
    } else {
      evaluator = nil
    }
    loader = BatchLoader(
      trainer.training, preprocessing: graph.preprocessing, augmentation: options.augmentation,
      seed: options.seed)
    labels = Array(repeating: 0, count: batchSize)
  }

  /// Trains to the end.
  func run(
    reporting: (TrainingProgress) -> Void, resuming: (_ epoch: Int) -> Void, stopping: () -> Bool
  ) throws(TrainingError) -> TrainingResult {
    let identity = RunIdentity(
      graph: trainer.graph, training: trainer.training, validation: trainer.validation, options: options)
    if let path = options.checkpointPath, !options.beginsAnew,
      try resume(from: path, identity: identity)
    {
      resuming(step / stepsPerEpoch + 1)
    }

    var rate = learningRate(max(0, step - 1))
    while step < totalSteps, !isOutOfPatience {
      rate = learningRate(step)
      try trainStep(learningRate: rate)
      step += 1
      let isEpochEnd = step % stepsPerEpoch == 0
      let isReportDue = clock.countStep(images: batchSize)
      if isEpochEnd {
        var progress = progress(learningRate: rate)
        try endEpoch(learningRate: rate, imagesPerSecond: progress.imagesPerSecond)
        progress.report = history.last
        try saveCheckpoint(identity)
        reporting(progress)
        clock.beginEpoch()
      } else {
        if let interval = options.checkpointInterval, step % interval == 0 { try saveCheckpoint(identity) }
        if isReportDue { reporting(progress(learningRate: rate)) }
      }
      if step < totalSteps, stopping() {
        if !isEpochEnd { try saveCheckpoint(identity) }
        throw .interrupted(
          epoch: step / stepsPerEpoch + 1, epochs: options.epochs, checkpointPath: options.checkpointPath)
      }
    }
    return result()
  }

  private func learningRate(_ step: Int) -> Double {
    options.learningRate.rate(
      step: step - cycleBegin, of: totalSteps - cycleBegin, stepsPerEpoch: stepsPerEpoch)
  }

  private func progress(learningRate: Double) -> TrainingProgress {
    let images = Double(max(1, sums.images))
    return TrainingProgress(
      epoch: (step - 1) / stepsPerEpoch + 1, epochs: options.epochs, step: (step - 1) % stepsPerEpoch + 1,
      stepsPerEpoch: stepsPerEpoch, loss: sums.loss / images, accuracy: Double(sums.correct) / images,
      learningRate: learningRate, imagesPerSecond: clock.imagesPerSecond,
      secondsLeft: clock.secondsLeft(steps: totalSteps - step))
  }

  /// Moves the weights once.
  private func trainStep(learningRate: Double) throws(TrainingError) {
    let (epoch, position) = step.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if order.epoch != epoch {
      order.indices =
        options.isBalanced
        ? trainer.training.imageLabels.balancedOrder(seed: options.seed, epoch: epoch)
        : ImageDataset.order(count: trainer.training.count, seed: options.seed, epoch: epoch)
      order.epoch = epoch
    }
    let batch = order.indices[position * batchSize..<(position + 1) * batchSize]
    labels.withUnsafeMutableBufferPointer {
      loader.fill(engine.input, labels: $0, indices: batch, epoch: epoch)
    }

    engine.dropoutSeed = (options.seed, UInt64(step))
    let batchLoss: Double
    do throws(EngineError) {
      try engine.forward()
      let classifier = losses.classifier.output
      let result = try losses.evaluate(
        labels: labels, values: { engine.output($0)! }, gradient: { engine.outputGradient($0) }
      ) { (loss) throws(EngineError) in
        try teacher?.mix(
          input: engine.input, student: engine.output(classifier)!,
          gradient: engine.outputGradient(classifier)!, loss: loss) ?? loss
      }
      batchLoss = result.mean
      sums.correct += result.correct
      try engine.backward()
    } catch {
      throw .engine(error)
    }
    // A loss of so many nats may still be finite where weights have long gone astray.
    if !(batchLoss < Self.suspiciousLoss) {
      let place = engine.firstNotFinite ?? engine.firstWeight(beyond: Self.largestWeight)
      guard batchLoss.isFinite, place == nil else {
        throw .diverged(epoch: epoch + 1, step: position + 1, learningRate: learningRate, place: place)
      }
    }
    sums.loss += batchLoss * Double(batchSize)
    sums.images += batchSize
    if let limit = options.gradientClipping {
      GradientNorm.clip(engine.parameters.gradients, ranges: trainedRanges, to: limit)
    }
    optimizer.step(engine.parameters, learningRate: Float(learningRate))
    average?.update(engine, step: step)
  }
}
