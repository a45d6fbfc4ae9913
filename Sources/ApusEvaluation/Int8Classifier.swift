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
      switch model.model.preprocessing {
      case .photograph: .photograph
      case .digit: .digit
      }
    return ImageFormat(
      shape: Shape(height: input.height, width: input.width, channels: input.channels), style: style)
  }

  /// The answers to all images.
  /// - Parameter dataset: images of the model's input size.
  public func predictions(for dataset: ImageDataset) -> Predictions {
    let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let share = (dataset.count + cores - 1) / cores
    let parts = Parts(count: cores)
    DispatchQueue.concurrentPerform(iterations: cores) { part in
      // The bytes were validated when this classifier was made.
      guard let model = try? LoadedModel(bytes) else { return }
      var predictions = Predictions(answers: [], confidences: [])
      dataset.pixels.withUnsafeBufferPointer { pixels in
        for index in min(part * share, dataset.count)..<min((part + 1) * share, dataset.count) {
          let image = pixels[index * dataset.imageBytes..<(index + 1) * dataset.imageBytes]
          predictions.append(model.scores(pixels: UnsafeBufferPointer(rebasing: image)))
        }
      }
      parts.set(part, predictions)
    }
    return parts.joined
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
