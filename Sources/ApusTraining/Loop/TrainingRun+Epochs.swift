import ApusEngine
import ApusFiles
import ApusGraph
import ApusInterchange

extension TrainingRun {
  /// The weights that are judged and returned: averaged where averaging is on.
  private var candidate: FlatWeights { average?.weights ?? FlatWeights(of: engine) }

  /// Judges an epoch and remembers the best one.
  func endEpoch(learningRate: Double, imagesPerSecond: Double) throws(TrainingError) {
    var report = EpochReport(
      epoch: step / stepsPerEpoch, trainingLoss: sums.loss / Double(max(1, sums.images)),
      trainingAccuracy: Double(sums.correct) / Double(max(1, sums.images)), learningRate: learningRate,
      imagesPerSecond: imagesPerSecond, isBest: true)
    let weights = candidate
    // The training loss is of the weights before each step, and so may look sound to the end.
    guard weights.values.allSatisfy({ abs($0) <= Self.largestWeight }),
      weights.statistics.allSatisfy(\.isFinite)
    else {
      throw diverged(
        learningRate, place: engine.firstNotFinite ?? engine.firstWeight(beyond: Self.largestWeight))
    }
    if let evaluator, let validation = trainer.validation {
      evaluator.load(weights)
      let evaluation: Evaluation
      do throws(TrainingError) {
        evaluation = try evaluator.evaluate(validation)
      } catch {
        guard case .notFinite(let place) = error else { throw error }
        throw diverged(learningRate, place: place)
      }
      report.validationLoss = evaluation.loss
      report.validationAccuracy = evaluation.accuracy
      report.isBest = !history.contains { $0.isAtLeastAsGood(as: report) }
    }
    if options.keepsBest, evaluator != nil, report.isBest { best = weights }
    history.append(report)
    sums = Checkpoint.EpochSums()
  }

  private func diverged(_ learningRate: Double, place: String?) -> TrainingError {
    .diverged(epoch: step / stepsPerEpoch, step: stepsPerEpoch, learningRate: learningRate, place: place)
  }

  /// Whether too many epochs have gone by without a better one.
  var isOutOfPatience: Bool {
    guard let patience = options.patience, evaluator != nil else { return false }
    return history.count - bestEpoch >= patience && !history.isEmpty
  }

  /// The epoch that was best on the validation images, from 1; the last where there are none.
  private var bestEpoch: Int { history.last(where: \.isBest)?.epoch ?? 0 }

  /// What the run has made.
  func result() -> TrainingResult {
    let weights = best ?? candidate
    var graph = weights.stored(in: trainer.graph, as: engine, keeping: fixed)
    graph.trainings.append(trainer.record)
    return TrainingResult(
      graph: graph, history: history,
      chosenEpoch: best == nil ? history.count : bestEpoch, stoppedEarly: step < totalSteps)
  }

  /// Writes the state to the checkpoint file, if there is to be one.
  func saveCheckpoint(_ identity: RunIdentity) throws(TrainingError) {
    guard let path = options.checkpointPath else { return }
    let checkpoint = Checkpoint(
      identity: identity, step: step, cycleBegin: cycleBegin, sums: sums, weights: FlatWeights(of: engine),
      optimizer: optimizer.state, average: average?.weights, best: best, history: history)
    do throws(InterchangeError) { try checkpoint.file.write(to: path) } catch { throw .file(error) }
  }

  /// Goes on from a checkpoint file.
  /// - Returns: whether there is one.
  func resume(from path: String, identity: RunIdentity) throws(TrainingError) -> Bool {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileBytes.read(path)
    } catch .notFound {
      return false
    } catch {
      throw .checkpoint(path: path, .unreadable("\(error)"))
    }
    do throws(CheckpointError) {
      let checkpoint = try Checkpoint(decoding: bytes)
      let before = checkpoint.step / stepsPerEpoch
      let isFinished =
        checkpoint.step % stepsPerEpoch == 0
        && checkpoint.identity.options.contains(RunIdentity.Option(name: "epochs", value: "\(before)"))
      let addsEpochs = try identity.check(checkpoint.identity, isFinished: isFinished)
      try restore(checkpoint)
      if addsEpochs { cycleBegin = step }
    } catch {
      throw .checkpoint(path: path, error)
    }
    return true
  }

  private func restore(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let current = FlatWeights(of: engine)
    for (part, weights) in [
      ("weights", checkpoint.weights), ("average", checkpoint.average), ("best", checkpoint.best),
    ] {
      guard let weights else { continue }
      guard weights.values.count == current.values.count,
        weights.statistics.count == current.statistics.count
      else { throw .damaged(part) }
    }
    guard checkpoint.optimizer.count == optimizer.state.count else { throw .damaged("optimizer") }
    guard (checkpoint.average == nil) == (average == nil) else { throw .damaged("average") }
    guard (0...totalSteps).contains(checkpoint.step), (0...checkpoint.step).contains(checkpoint.cycleBegin)
    else { throw .damaged("step") }
    guard checkpoint.history.map(\.epoch) == Array(1..<checkpoint.step / stepsPerEpoch + 1),
      checkpoint.best == nil || checkpoint.history.contains(where: \.isBest)
    else { throw .damaged("history") }
    guard checkpoint.sums.images == checkpoint.step % stepsPerEpoch * batchSize,
      (0...checkpoint.sums.images).contains(checkpoint.sums.correct)
    else { throw .damaged("sums") }

    step = checkpoint.step
    cycleBegin = checkpoint.cycleBegin
    sums = checkpoint.sums
    checkpoint.weights.load(into: engine)
    optimizer.state = checkpoint.optimizer
    if let weights = checkpoint.average, let decay = options.averagingDecay {
      average = MovingWeights(restoring: weights, decay: decay)
    }
    best = checkpoint.best
    history = checkpoint.history
  }
}

extension EpochReport {
  /// Whether this epoch did no worse on the validation images; equal accuracies are told apart by loss.
  fileprivate func isAtLeastAsGood(as other: EpochReport) -> Bool {
    guard let accuracy = validationAccuracy, let loss = validationLoss,
      let otherAccuracy = other.validationAccuracy, let otherLoss = other.validationLoss
    else { return false }
    return accuracy > otherAccuracy || (accuracy == otherAccuracy && loss <= otherLoss)
  }
}
