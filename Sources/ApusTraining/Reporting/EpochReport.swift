import ApusReporting

/// How one epoch went.
public struct EpochReport: Hashable, Sendable {
  /// Which epoch, from 1.
  public var epoch: Int
  /// The mean loss over the epoch's training images, as augmented, while the weights moved.
  public var trainingLoss: Double
  /// The part of the epoch's training images that was classified correctly.
  public var trainingAccuracy: Double
  /// The mean cross-entropy on the validation images; nil where there are none.
  public var validationLoss: Double?
  /// The part of the validation images that is classified correctly; nil where there are none.
  public var validationAccuracy: Double?
  /// The learning rate of the epoch's last step.
  public var learningRate: Double
  /// Images trained on in a second, validation not counted.
  public var imagesPerSecond: Double
  /// Whether no earlier epoch was better on the validation images.
  public var isBest: Bool

  /// A report from its parts.
  package init(
    epoch: Int, trainingLoss: Double, trainingAccuracy: Double, validationLoss: Double? = nil,
    validationAccuracy: Double? = nil, learningRate: Double, imagesPerSecond: Double, isBest: Bool
  ) {
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.trainingAccuracy = trainingAccuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
    self.learningRate = learningRate
    self.imagesPerSecond = imagesPerSecond
    self.isBest = isBest
  }

  /// One line, without the number of epochs: `loss 0.1234  accuracy 97.12 %  validation 98.50 %`.
  package var figures: String {
    var text = "loss \(Format.decimal(trainingLoss, 4))  accuracy \(Format.percent(trainingAccuracy))"
    if let validationLoss, let validationAccuracy {
      text += "  validation loss \(Format.decimal(validationLoss, 4))"
      text += "  accuracy \(Format.percent(validationAccuracy))"
    }
    return text + "  \(Format.grouped(imagesPerSecond)) images/s"
  }
}
