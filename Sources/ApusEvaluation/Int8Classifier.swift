import ApusData
import ApusFiles
import ApusGraph
import ApusModel
import ApusRunner
import Dispatch
import Foundation

/// An int8 model that answers images, one session for each core.
public struct Int8Classifier: Sendable {
  /// The model, for what it says of itself.
  public let model: LoadedModel
  /// The place of the output that classifies.
  public let output: Int

  /// A classifier from the bytes of an `.apus` file. Of a model with states, each image is a first run.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - output: the name of the output that classifies; the first that does unless given. A model of one output, whose
  ///     name files leave out, has that.
  ///   - limits: what more memory and work is allowed than what is usual for a file of this size.
  /// - Throws: `runner` where the bytes are no model that can be run, `graph` where there is no such output, `severalInputs` where images
  ///   are not all that the model takes.
  public init(
    _ bytes: [UInt8], output: String? = nil, limits: Limits = .standard
  ) throws(EvaluationError) {
    let model: LoadedModel
    do throws(RunnerError) { model = try LoadedModel(bytes, limits: limits) } catch { throw .runner(error) }
    try self.init(model, output: output)
  }

  /// A classifier from a model in memory.
  init(_ model: LoadedModel, output: String?) throws(EvaluationError) {
    self.model = model
    let counts = (model.model.inputCount, model.model.outputCount)
    guard counts.0 == 1 else { throw .severalInputs((0..<counts.0).map { model.inputName($0) }) }
    // Files leave out the name of the only output.
    guard let output, counts.1 > 1 else {
      guard let first = model.classifier else { throw .graph(.noClassifier(output)) }
      self.output = first
      return
    }
    guard let index = (0..<counts.1).first(where: { model.outputName($0) == output }) else {
      throw .graph(.noOutput(output))
    }
    guard model.model.output(index).meaning != .values else { throw .graph(.noClassifier(output)) }
    self.output = index
  }

  /// What its output tells apart.
  public var classes: OutputClasses {
    let record = model.model.output(output)
    return OutputClasses(
      names: model.classNames(ofOutput: output),
      count: record.meaning == .probability ? 2 : model.model.value(record.value).count)
  }

  /// What the model takes.
  public var format: ImageFormat {
    let input = model.model.input
    let style: Preprocessing.Style =
      switch model.pixels?.style ?? .photograph {
      case .photograph: .photograph
      case .digit: .digit
      }
    let fit: Preprocessing.Fit =
      switch model.pixels?.fit ?? .crop {
      case .crop: .crop
      case .stretch: .stretch
      case .pad: .pad
      }
    return ImageFormat(
      shape: Shape(height: input.height, width: input.width, channels: input.channels), style: style, fit: fit
    )
  }

  /// The answers to all images.
  ///
  /// - Parameters:
  ///   - dataset: images of the model's input size.
  ///   - progress: called now and then with the share that is done.
  public func predictions(for dataset: ImageDataset, progress: (Double) -> Void = { _ in }) -> Predictions {
    let models = sessions
    var all = Predictions(answers: [], confidences: [])
    let stretch = 128 * models.count
    for begin in stride(from: 0, to: dataset.count, by: stretch) {
      let end = min(begin + stretch, dataset.count)
      let parts = Parts(count: models.count)
      DispatchQueue.concurrentPerform(iterations: models.count) { part in
        let range =
          begin + (end - begin) * part / models.count..<begin + (end - begin) * (part + 1) / models.count
        parts.set(part, predictions(for: dataset, range, with: models[part]))
      }
      all.append(contentsOf: parts.joined)
      progress(Double(end) / Double(dataset.count))
    }
    return all
  }

  /// The logits of all images, a row for each; nil where the output gives none.
  /// - Parameter dataset: images of the model's input size.
  public func logits(for dataset: ImageDataset) -> [Float]? {
    guard model.model.output(output).meaning == .logits else { return nil }
    var logits: [Float] = []
    dataset.pixels.withUnsafeBufferPointer { pixels in
      for index in 0..<dataset.count {
        let image = pixels[index * dataset.imageBytes..<(index + 1) * dataset.imageBytes]
        model.session.reset()
        model.run(pixels: UnsafeBufferPointer(rebasing: image))
        logits += model.reals(ofOutput: output)
      }
    }
    return logits
  }

  /// What the sessions of all cores may take together: 1 GiB.
  private static let mostBytes = 1 << 30

  /// A session for each core, fewer where they are large or the system gives no more memory.
  private var sessions: [LoadedModel] {
    let affordable = Self.mostBytes / max(model.byteCount, 1)
    var sessions = [model]
    while sessions.count < min(ProcessInfo.processInfo.activeProcessorCount, affordable),
      let another = try? LoadedModel(model.file, limits: Limits(factor: .max))
    {
      another.obeysUnknownRules = model.obeysUnknownRules
      sessions.append(another)
    }
    return sessions
  }

  private func predictions(
    for dataset: ImageDataset, _ range: Range<Int>, with model: LoadedModel
  ) -> Predictions {
    var predictions = Predictions(answers: [], confidences: [])
    let rule = model.model.output(output).rule
    dataset.pixels.withUnsafeBufferPointer { pixels in
      for index in range {
        let image = pixels[index * dataset.imageBytes..<(index + 1) * dataset.imageBytes]
        model.session.reset()
        model.run(pixels: UnsafeBufferPointer(rebasing: image))
        let answer = model.bestClass(ofOutput: output)
        predictions.append(
          answer, confidence: model.probabilities(ofOutput: output)[answer],
          isNone: rule != .output && model.isNone(ofOutput: output))
      }
    }
    return predictions
  }
}

/// What each core found, put together in order.
private final class Parts: @unchecked Sendable {
  private let queue = DispatchQueue(label: "apus.predictions")
  private var parts: [Predictions]

  init(count: Int) { parts = Array(repeating: Predictions(answers: [], confidences: []), count: count) }

  func set(_ part: Int, _ predictions: Predictions) { queue.sync { parts[part] = predictions } }

  var joined: Predictions {
    queue.sync {
      var all = Predictions(answers: [], confidences: [])
      for part in parts { all.append(contentsOf: part) }
      return all
    }
  }
}
