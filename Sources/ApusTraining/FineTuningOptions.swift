import ApusData
import ApusGraph

extension TrainingOptions {
  /// The options that fine-tuning a network begins with: the defaults, with images varied as suits what the network
  /// was made for, and a tenth of them set aside to judge each epoch.
  public init(fineTuning graph: Graph) {
    self.init()
    augmentation = Augmentation(for: graph.preprocessing.style)
    validationFraction = 0.1
  }
}
