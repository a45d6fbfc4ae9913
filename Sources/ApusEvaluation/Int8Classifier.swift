import ApusData
import ApusGraph
import ApusModel
import ApusRunner
import Dispatch
import Foundation

/// An int8 model that answers images, one session for each core.
public struct Int8Classifier: Sendable {
  /// The bytes of the `.apus` file.
  public let bytes: [UInt8]
  /// A loaded copy, for what the model says of itself.
  public let model: LoadedModel

  /// A classifier from the bytes of an `.apus` file.
  /// - Throws: if they are not a sound model.
  public init(_ bytes: [UInt8]) throws(ModelError) {
    self.bytes = bytes
    model = try LoadedModel(bytes)
  }

  /// What the model takes.
  public var format: ImageFormat {
    let input = model.model.input
    let style: Preprocessing.Style =
      switch model.pixels?.style ?? .photograph {
      case .photograph: .photograph
      case .digit: .digit
      }
    return ImageFormat(
      shape: Shape(height: input.height, width: input.width, channels: input.channels), style: style)
  }

  /// The answers to all images.
  ///
  /// - Parameters:
  ///   - dataset: images of the model's input size.
  ///   - progress: called now and then with the share that is done.
  public func predictions(for dataset: ImageDataset, progress: (Double) -> Void = { _ in }) -> Predictions {
    // The bytes were validated when this classifier was made.
    let models = (0..<max(1, ProcessInfo.processInfo.activeProcessorCount)).compactMap { _ in
      try? LoadedModel(bytes)
    }
    var all = Predictions(answers: [], confidences: [])
    let stretch = 128 * models.count
    for begin in stride(from: 0, to: dataset.count, by: stretch) {
      let end = min(begin + stretch, dataset.count)
      let parts = Parts(count: models.count)
      DispatchQueue.concurrentPerform(iterations: models.count) { part in
        let range =
          begin + (end - begin) * part / models.count..<begin + (end - begin) * (part + 1) / models.count
        parts.set(part, Self.predictions(for: dataset, range, with: models[part]))
      }
      all.append(contentsOf: parts.joined)
      progress(Double(end) / Double(dataset.count))
    }
    return all
  }

  private static func predictions(
    for dataset: ImageDataset, _ range: Range<Int>, with model: LoadedModel
  ) -> Predictions {
    var predictions = Predictions(answers: [], confidences: [])
    dataset.pixels.withUnsafeBufferPointer { pixels in
      for index in range {
        let image = pixels[index * dataset.imageBytes..<(index + 1) * dataset.imageBytes]
        predictions.append(model.scores(pixels: UnsafeBufferPointer(rebasing: image)))
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
