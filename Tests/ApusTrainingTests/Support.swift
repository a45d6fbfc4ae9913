import ApusData
import ApusGraph
import ApusTraining
import Foundation
import Testing

/// Small images of three patterns (rows, columns, a checkerboard), shifted and noisy: learned in moments,
/// but not at once.
func patterns(count: Int, seed: UInt64) -> ImageDataset {
  var source = RandomSource(seed: seed)
  var pixels: [UInt8] = []
  var labels: [Int32] = []
  for index in 0..<count {
    let label = index % 3
    let shift = source.integer(below: 2)
    for row in 0..<8 {
      for column in 0..<8 {
        let on = [row, column, row + column][label] + shift
        pixels.append(UInt8((on % 2 == 0 ? 150 : 90) + source.integer(below: 100) - 40))
      }
    }
    labels.append(Int32(label))
  }
  return ImageDataset(
    height: 8, width: 8, channels: 1, pixels: pixels, labels: labels,
    classNames: ["rows", "columns", "checkerboard"])
}

/// A small network with all that training has to take care of: batch normalization and dropout.
func smallNetwork(classes: Int = 3, dropout: Float = 0.1) throws -> Graph {
  var builder = GraphBuilder(name: "small", inputShape: [8, 8, 1], preprocessing: .photograph)
  try builder.convolution("conv1", channels: 4, kernel: 3, hasBias: false)
  try builder.batchNormalization("bn1")
  builder.add("relu1", .relu(ReLU()))
  try builder.convolution("conv2", channels: 6, kernel: 3, stride: 2)
  builder.add("relu2", .relu(ReLU()))
  builder.add("flatten", .flatten(Flatten()))
  builder.add("dropout", .dropout(Dropout(rate: dropout)))
  try builder.dense("fc", features: classes)
  return try builder.build(seed: 1)
}

/// Options under which the small network learns within a second.
func quickOptions(epochs: Int = 3) -> TrainingOptions {
  var options = TrainingOptions()
  options.epochs = epochs
  options.batchSize = 20
  options.learningRate = LearningRate(peak: 5e-3, schedule: .oneCycle())
  options.averagingDecay = 0.9
  options.augmentation = .none
  options.seed = 7
  return options
}

/// The tests that train: one after another, because each keeps all cores busy.
@Suite(.serialized) enum TrainingRuns {}
