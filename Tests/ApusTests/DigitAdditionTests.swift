import Apus
import Foundation
import Testing

/// A class none and more handwriting, from training to the model.
struct DigitAdditionTests {
  private let digits = ImageSource.syntheticDigits(count: 600)
  private let format = ImageFormat(shape: [28, 28, 1], style: .digit)

  @Test func additionsFollowTheImages() throws {
    let base = try digits.training.images(in: format)
    let all = try ExtendedDigits(digits.training, additions: [.none, .handwriting]).images(in: format)
    #expect(all.classNames == (0...9).map(String.init) + ["none"])
    #expect(all.count == 1000 && all.classCounts == Array(repeating: 80, count: 10) + [200])
    #expect(all.pixels[..<base.pixels.count] == base.pixels[...])
    #expect(try ExtendedDigits(digits.training, additions: []).images(in: format).pixels == base.pixels)

    // The same pictures, whichever are chosen, and in whatever order.
    let positions = [5, 999, 0, 700, 801, 599]
    var asked: ImageLabels?
    let chosen = try ExtendedDigits(digits.training, additions: [.none, .handwriting]).images(
      in: format, classNames: all.classNames
    ) { labels in
      asked = labels
      return positions
    }
    #expect(asked?.labels == all.labels.map(Int.init))
    #expect(chosen.pixels == all.subset(positions).pixels && chosen.labels == all.subset(positions).labels)
  }

  @Test func otherNetworksAndClassesAreRefused() throws {
    let photographs = ImageFormat(shape: [28, 28, 1], style: .photograph)
    #expect {
      try ExtendedDigits(digits.training, additions: [.none]).images(in: photographs)
    } throws: { if case DataError.noDigits = $0 { true } else { false } }
    let own = ImageDataset.joined([
      .syntheticDigits(count: 50, seed: 1), .syntheticNonDigits(count: 10, seed: 1),
    ])
    #expect {
      try ExtendedDigits(own, additions: [.none]).images(in: format)
    } throws: { if case DataError.ownNone = $0 { true } else { false } }
    let few = ImageDataset.syntheticDigits(count: 50, seed: 1)
    let three = few.subset(few.labels.indices.filter { few.labels[$0] < 3 })
    let named = ImageDataset(
      height: 28, width: 28, channels: 1, pixels: three.pixels, labels: three.labels,
      classNames: ["0", "1", "2"])
    #expect {
      try ExtendedDigits(named, additions: [.handwriting]).images(in: format)
    } throws: { if case DataError.strayClass = $0 { true } else { false } }
  }

  @Test func whatTrainingAddedIsAddedToCompression() throws {
    let tuner = try FineTuner(.leNet5, on: digits.training, adding: [.none, .handwriting], seed: 2) {
      $0.epochs = 3
      $0.validationFraction = 0.3
    }
    let tuned = try tuner.run()
    #expect(tuned.classNames.count == 11 && tuned.outputs[0].unknownRule == .output(10))
    #expect(tuned.trainings.last?.additions == ["handwriting", "none"])
    let file = try GraphFile.graph(from: GraphFile.safetensors(of: tuned))
    #expect(file.trainings == tuned.trainings)

    let images = try CompressionImages(digits.training, for: tuned, calibrationCount: 100)
    #expect(images.keptOut == .fineTuning)
    #expect(images.validation.pixels == tuner.trainer.validation?.pixels)

    // The model in integers says none of pictures that are no digit and that it has not seen, and not of digits.
    let bytes = try Exporter.export(tuned.quantized(calibratedOn: digits.training, count: 100))
    let classifier = try Int8Classifier(bytes)
    #expect(classifier.model.model.output(0).rule == .output && classifier.model.model.output(0).number == 10)
    let others = classifier.predictions(for: .syntheticNonDigits(count: 300, seed: 77)).answers
    #expect(others.count { $0 == 10 } > 100)
    let read = classifier.predictions(for: .syntheticDigits(count: 300, seed: 77)).answers
    #expect(read.count { $0 == 10 } < 30)

    // What the class takes of digits is the share that was asked for.
    for share in [0.0, 0.02, 0.1] {
      let fitted = try FloatClassifier(tuned.fittingNoneClass(losing: share, on: images.validation))
      var free = fitted
      free.obeysUnknownRule = false
      let labels = images.validation.labels.map(Int.init)
      let answers = try (
        fitted.predictions(for: images.validation).answers, free.predictions(for: images.validation).answers
      )
      let lost = labels.indices.count { answers.1[$0] == labels[$0] && answers.0[$0] == 10 }
      #expect(lost == Int(share * Double(labels.count { $0 != 10 })))
    }

    // Without the class, the ten others are as they were.
    let plain = try tuned.withoutNone()
    #expect(plain.classNames == (0...9).map(String.init) && plain.outputs[0].unknownRule == nil)
    var ignoring = try FloatClassifier(tuned)
    ignoring.obeysUnknownRule = false
    let some = ImageDataset.syntheticDigits(count: 200, seed: 5)
    #expect(
      try FloatClassifier(plain).predictions(for: some).answers == ignoring.predictions(for: some).answers)
  }

  @Test func temperaturesAreFittedOnWhatJudges() throws {
    let tuned = try FineTuner(.leNet5, on: ImageSource.syntheticDigits(count: 2000).training, seed: 2) {
      $0.epochs = 1
    }.run()
    let source = ImageSource.syntheticDigits(count: 2000).training
    let quantized = try tuned.quantized(calibratedOn: source, count: 100)
    #expect(quantized.outputs[0].temperature != 1)
    // Nothing but the temperature is another.
    let images = try CompressionImages(source, for: tuned, calibrationCount: 100, trains: false)
    var plain = try Quantizer().quantize(tuned, calibration: images.calibration)
    plain.outputs[0].temperature = quantized.outputs[0].temperature
    #expect(plain == quantized)
    // No other temperature makes the truths likelier, each of which counts a little less than 1.
    let classifier = try Int8Classifier(Exporter.export(quantized))
    let logits = try #require(classifier.logits(for: images.validation))
    let count = Double(images.validation.labels.count)
    func loss(_ temperature: Float) -> Double {
      images.validation.labels.enumerated().reduce(0) { sum, sample in
        let row = logits[10 * sample.offset..<10 * sample.offset + 10].map { $0 / temperature }
        let logarithms = softmax(row).map { Double(log($0)) }
        let truth = logarithms[Int(sample.element)]
        let others = logarithms.reduce(0, +) - truth
        return sum - ((count + 1) * truth + others / 9) / (count + 2)
      }
    }
    let fitted = quantized.outputs[0].temperature
    #expect(loss(fitted) <= loss(1.05 * fitted) && loss(fitted) <= loss(fitted / 1.05))
    let few = images.validation.prefix(99)
    #expect(try plain.fittingTemperature(on: few) == plain)
  }

  @Test func energiesBelowThoseOfTheImagesThatJudgeAreNone() throws {
    let source = ImageSource.syntheticDigits(count: 2000).training
    let graph = try Zoo.pretrained(.leNet5).graph
    let images = try CompressionImages(source, for: graph, calibrationCount: 100, trains: false)
    let plain = try Quantizer().quantize(graph, calibration: images.calibration)
    let ruled = try plain.fittingUnknownRule(losing: 0.05, on: images.validation)
    let classifier = try Int8Classifier(Exporter.export(ruled))
    #expect(classifier.model.model.output(0).rule == .sum)
    let answers = classifier.predictions(for: images.validation).answers
    let before = try Int8Classifier(Exporter.export(plain)).predictions(for: images.validation).answers
    // A twentieth of 200, give or take what the table's sixteen bits round.
    #expect((5...13).contains(answers.count { $0 == Predictions.none }))
    #expect(zip(answers, before).allSatisfy { $0 == $1 || $0 == Predictions.none })
    let blank = try classifier.model.answer(for: Image(width: 28, height: 28, channels: 1))
    #expect(blank.isNone && blank.json(for: "x").contains(#""class":null"#))
    // The float network's rule agrees, and a rule that is there stays.
    let float = try FloatClassifier(graph.fittingUnknownRule(losing: 0.05, on: images.validation))
    #expect(try float.predictions(for: images.validation).answers.count { $0 == Predictions.none } <= 10)
    #expect(try ruled.fittingUnknownRule(losing: 0.4, on: images.validation) == ruled)
  }
}
