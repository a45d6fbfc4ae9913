import Apus
import Foundation
import Testing

struct FacadeTests {
  private let source = ImageSource.syntheticDigits(count: 200)

  /// Images of three of the digits, of another size than LeNet-5's input.
  private func threeDigits() throws -> ImageDataset {
    let digits = try source.training.images(in: ImageFormat(shape: [20, 20, 1], style: .photograph))
    let chosen = digits.subset(digits.labels.indices.filter { digits.labels[$0] < 3 })
    return ImageDataset(
      height: 20, width: 20, channels: 1, pixels: chosen.pixels, labels: chosen.labels,
      classNames: ["zero", "one", "two"])
  }

  @Test func fineTuningTakesImagesOfAnySizeAndClasses() throws {
    let tuner = try FineTuner(.leNet5, on: threeDigits()) { $0.epochs = 1 }
    #expect(tuner.trainer.training.shape == [28, 28, 1])
    #expect(tuner.trainer.replacedHead)
    #expect(try tuner.run().classNames == ["zero", "one", "two"])
  }

  @Test func optionsAreThoseOfFineTuning() throws {
    let options = try FineTuner(.leNet5, on: source.training, seed: 7) { $0.batchSize = 9 }.trainer.options
    #expect(options.augmentation == .digits && options.validationFraction == 0.1)
    #expect(options.seed == 7 && options.batchSize == 9)
  }

  @Test func networksWithoutPretrainedWeightsBeginWithRandomOnes() throws {
    let start = try Zoo.startingPoint(.vgg, inputShape: [16, 16, 1], seed: 2)
    #expect(start.graph == (try Zoo.build(.vgg, inputShape: [16, 16, 1], seed: 2)))
    #expect(start.fresh == start.graph.parameterList.map(\.name))
    #expect(try Zoo.startingPoint(.leNet5).fresh.isEmpty)
  }

  @Test func imagesInMemoryServeAsWellAsASource() throws {
    let network = try Zoo.pretrained(.leNet5).graph
    let inMemory = try source.training.images(in: network.imageFormat)
    #expect(
      try network.quantized(calibratedOn: inMemory, count: 50)
        == network.quantized(calibratedOn: source.training, count: 50))
  }

  @Test func imagesOfOtherClassesAreRefused() throws {
    let network = try Zoo.pretrained(.leNet5).graph
    #expect {
      try network.quantized(calibratedOn: threeDigits())
    } throws: {
      guard case ApusError.data(.missingClass(_, let name)) = $0 else { return false }
      return name == "0"
    }
  }

  @Test func everyStepNamesItsTrouble() throws {
    let network = try Zoo.pretrained(.leNet5).graph
    let nowhere = ImageSource(at: "/nowhere/at-all")
    #expect { try FineTuner(.leNet5, on: nowhere.training) } throws: { "\($0)".hasPrefix("/nowhere/at-all") }
    #expect {
      try FineTuner(.leNet5, on: source.training) { $0.epochs = 0 }
    } throws: {
      "\($0)" == "epochs must be from 1 to 1000000"
    }
    #expect {
      try network.pruned(keeping: 1, bytes: 100, recoveringOn: source.training)
    } throws: {
      guard case ApusError.compression(.budget(.bytes, wanted: 100, _)) = $0 else { return false }
      return true
    }
    #expect { try Graph(file: "/nowhere/net.safetensors") } throws: { "\($0)".contains("/nowhere/net") }
    #expect { try network.write(to: "/nowhere/net.safetensors") } throws: { "\($0)".contains("/nowhere") }
  }

  @Test func trainingThatFailsWhilePruningIsTrainingsError() throws {
    // The network has ten outputs, its images three classes: the one before pruning cannot teach the one after it.
    let network = try Zoo.build(.leNet5)
    let images = try CompressionImages(threeDigits(), for: network)
    var pruner = RecoveringPruner(to: .ratios([ChannelPruner.LayerRatio("conv1", keep: 0.5)]))
    pruner.criterion = .l1
    var cause: TrainingError?
    do throws(ApusError) {
      _ = try pruner.prune(network, with: images)
    } catch {
      if case .training(let error) = error { cause = error }
    }
    #expect(cause?.description == "the teacher has another number of classes than the network")
  }

  @Test func compressionImagesAreOfAllClasses() throws {
    let network = try Zoo.pretrained(.leNet5).graph
    let divided = try CompressionImages(source.training, for: network, calibrationCount: 30)
    #expect(divided.training.count + divided.validation.count == 200)
    #expect(divided.validation.classCounts.allSatisfy { $0 == 2 })
    #expect((0..<10).allSatisfy { digit in divided.calibration.labels.filter { $0 == digit }.count == 3 })
  }

  @Test func withoutTrainingNoMoreImagesAreDecodedThanCalibrate() throws {
    let network = try Zoo.pretrained(.leNet5).graph
    let all = try CompressionImages(source.training, for: network, calibrationCount: 30)
    let few = try CompressionImages(source.training, for: network, calibrationCount: 30, trains: false)
    #expect(few.training.count == 30)
    #expect(few.calibration.pixels == all.calibration.pixels)
    #expect(few.validation.pixels == all.validation.pixels)
  }
}
