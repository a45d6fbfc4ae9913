/// Where a run stands: given to the caller a few times a second, and at the end of each epoch.
public struct TrainingProgress: Hashable, Sendable {
  /// Which epoch, from 1.
  public var epoch: Int
  /// How many epochs the run has at most.
  public var epochs: Int
  /// Steps done in this epoch.
  public var step: Int
  /// Steps that make an epoch.
  public var stepsPerEpoch: Int
  /// The mean loss over the epoch so far.
  public var loss: Double
  /// The part of the epoch's images so far that was classified correctly.
  public var accuracy: Double
  /// The learning rate of the last step.
  public var learningRate: Double
  /// Images trained on in a second, over the epoch so far.
  public var imagesPerSecond: Double
  /// Seconds that the rest of the run will take at the pace so far.
  public var secondsLeft: Double
  /// How the epoch went, at its end; nil before.
  public var report: EpochReport?

  /// A moment from its parts.
  package init(
    epoch: Int, epochs: Int, step: Int, stepsPerEpoch: Int, loss: Double, accuracy: Double,
    learningRate: Double, imagesPerSecond: Double, secondsLeft: Double, report: EpochReport? = nil
  ) {
    self.epoch = epoch
    self.epochs = epochs
    self.step = step
    self.stepsPerEpoch = stepsPerEpoch
    self.loss = loss
    self.accuracy = accuracy
    self.learningRate = learningRate
    self.imagesPerSecond = imagesPerSecond
    self.secondsLeft = secondsLeft
    self.report = report
  }

  /// The part of the run that is done.
  public var fraction: Double {
    (Double(epoch - 1) + Double(step) / Double(max(1, stepsPerEpoch))) / Double(max(1, epochs))
  }
}
