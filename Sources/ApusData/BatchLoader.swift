import ApusGraph
import ApusImage
import Dispatch

/// Makes batches of network inputs from a data set: augmented, normalized, NHWC.
///
/// What an image becomes is a pure function of the seed, the epoch and its index in the data set, whatever
/// batch it is in and however many threads take part.
public struct BatchLoader: Sendable {
  /// Where images come from.
  public let dataset: ImageDataset
  /// What is done to them.
  public let augmentation: Augmentation
  /// What randomness depends on.
  public let seed: UInt64
  private let channels: [Preprocessing.Channel]
  /// Where pictures lie in the input.
  private let layout: PictureLayout
  private let table: Preprocessing.Table
  private let turnsColors: Bool
  private let augmenter: Augmenter

  /// A loader.
  /// - Precondition: the images' extent is one that pictures have. Where that is not rows, columns and colors, all
  ///   colors are prepared alike.
  public init(
    _ dataset: ImageDataset, preprocessing: Preprocessing, augmentation: Augmentation = .none,
    seed: UInt64 = 0
  ) {
    self.dataset = dataset
    self.augmentation = augmentation
    self.seed = seed
    guard let layout = dataset.shape.pictureLayout else { preconditionFailure("the images are no pictures") }
    self.layout = layout
    channels = (0..<layout.channels).map { preprocessing.channel($0) }
    turnsColors = preprocessing.turnsColors(channels: dataset.channels)
    table = Preprocessing.Table(preprocessing, channels: dataset.channels)
    augmenter = Augmenter(
      augmentation, height: layout.height, width: layout.width, channels: layout.channels,
      background: turnsColors ? channels.map(\.offset).reversed() : channels.map(\.offset))
  }

  /// Fills a batch on all cores.
  ///
  /// - Parameters:
  ///   - inputs: room for one image for each index, `[n, height, width, channels]`.
  ///   - labels: room for one label for each index.
  ///   - indices: which images; an index beyond the last stands for the image at its remainder by the count, augmented
  ///     in another way, as `ImageLabels.balancedOrder` draws images again.
  ///   - epoch: part of what augmentation is drawn from.
  /// - Precondition: there is room, and no index is negative.
  public func fill(
    _ inputs: UnsafeMutableBufferPointer<Float>, labels: UnsafeMutableBufferPointer<Int32>? = nil,
    indices: some RandomAccessCollection<Int> & Sendable, epoch: Int = 0
  ) {
    let size = dataset.imageBytes
    precondition(inputs.count >= indices.count * size)
    precondition(dataset.count > 0 || indices.isEmpty, "there are no images")
    precondition(indices.allSatisfy { $0 >= 0 })
    guard !indices.isEmpty else { return }
    if let labels {
      for (position, index) in indices.enumerated() {
        labels[position] = dataset.labels[index % dataset.count]
      }
    }
    nonisolated(unsafe) let target = inputs.baseAddress!
    dataset.pixels.withUnsafeBufferPointer { pixels in
      nonisolated(unsafe) let images = pixels.baseAddress!
      let chunk = 16
      DispatchQueue.concurrentPerform(iterations: (indices.count + chunk - 1) / chunk) { number in
        for position in number * chunk..<min((number + 1) * chunk, indices.count) {
          let index = indices[indices.index(indices.startIndex, offsetBy: position)]
          make(
            images + index % dataset.count * size, index: index, epoch: epoch, into: target + position * size)
        }
      }
    }
  }

  private func make(
    _ image: UnsafePointer<UInt8>, index: Int, epoch: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let count = dataset.imageBytes
    guard augmentation != .none else { return table.fill(target, from: image, count: count) }
    var source = RandomSource(seed: seed, stream: UInt64(epoch) << 32 | UInt64(index))
    if layout.isPlanar { return augment(image, into: target, using: &source) }
    augmenter.apply(to: image, into: target, using: &source)
    if turnsColors { for at in stride(from: 0, to: count, by: 3) { swap(&target[at], &target[at + 2]) } }
    for (first, channel) in channels.enumerated() {
      for at in stride(from: first, to: count, by: channels.count) {
        target[at] = channel.real(pixel: target[at])
      }
    }
  }

  /// Augments a picture whose colors have planes of their own.
  private func augment(
    _ image: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Float>, using source: inout RandomSource
  ) {
    let count = dataset.imageBytes
    let picture = layout.image(UnsafeBufferPointer(start: image, count: count))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { augmented in
      let values = augmented.baseAddress!
      picture.pixels.withUnsafeBufferPointer {
        augmenter.apply(to: $0.baseAddress!, into: values, using: &source)
      }
      for at in 0..<count { values[at] = channels[0].real(pixel: values[at]) }
      layout.arrange(values, into: target)
    }
  }
}
