import ApusCompression
import ApusData
import ApusEvaluation
import ApusExporter
import ApusFiles
import ApusGraph
import ApusInterchange
import ApusRunner
import ApusTraining
import ApusZoo
import FileTestSupport
import Testing

struct ClassifierTests {
  private let graph: Graph
  private let images: ImageDataset

  init() throws {
    var graph = try Zoo.leNet5(seed: 4)
    graph.classNames = (0...9).map(String.init)
    self.graph = graph
    images = ImageDataset.syntheticDigits(count: 300, seed: 9)
  }

  private func model() throws -> [UInt8] {
    try Exporter.export(Quantizer().quantize(graph, calibration: CalibrationImages(images)))
  }

  @Test func floatAnswersAreThoseThatTrainingCounts() throws {
    // 300 images in batches of 64: the last is a part.
    let predictions = try FloatClassifier(graph, batchSize: 64).predictions(for: images)
    let correct = zip(predictions.answers, images.labels).filter { $0 == Int($1) }.count
    #expect(predictions.answers.count == 300)
    #expect(try Evaluator.accuracy(of: graph, on: images).correct == correct)
    #expect(try FloatClassifier(graph, batchSize: 7).predictions(for: images).answers == predictions.answers)
  }

  @Test func int8AnswersOnAllCoresAreThoseOfOneSession() throws {
    let bytes = try model()
    let predictions = try Int8Classifier(bytes).predictions(for: images)
    let session = try LoadedModel(bytes)
    for index in 0..<images.count {
      let pixels = Array(images.pixels[index * 784..<(index + 1) * 784])
      let scores = pixels.withUnsafeBufferPointer { session.scores(pixels: $0) }
      #expect(predictions.answers[index] == argmax(scores))
      #expect(predictions.confidences[index] == softmax(scores).max())
    }
  }

  @Test func filesAreToldApartByTheirNames() throws {
    try withTemporaryFolder { folder in
      let paths = ["\(folder)/net.safetensors", "\(folder)/net.apus"]
      try GraphFile.write(graph, to: paths[0])
      try AtomicFile.write(model(), to: paths[1])
      for path in paths {
        let classifier = try Classifier(path: path)
        #expect(classifier.format == ImageFormat(shape: [28, 28, 1], style: .digit))
        #expect(classifier.classNames == graph.classNames)
        #expect(try classifier.predictions(for: images).answers.count == 300)
      }
      for name in ["net.onnx", "none.apus", "none.safetensors"] {
        #expect(throws: EvaluationError.self) { try Classifier(path: "\(folder)/\(name)") }
      }
    }
  }
}
