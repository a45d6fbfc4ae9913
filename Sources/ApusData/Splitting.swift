import ApusGraph

extension ImageDataset {
  /// The classes of the images, for choosing some.
  public var imageLabels: ImageLabels { ImageLabels(labels.map(Int.init), classes: classNames.count) }

  /// Splits off a validation set, the same share of each class, chosen by the seed. Both parts keep the
  /// order of the whole.
  ///
  /// - Parameters:
  ///   - validationFraction: above 0 and below 1; each class with at least two images gives at least one.
  ///   - seed: chooses the images.
  /// - Throws: `split` for another share, or where a part would have no image.
  public func splitting(
    validationFraction: Double, seed: UInt64
  ) throws(DataError) -> (train: ImageDataset, validation: ImageDataset) {
    let parts = try imageLabels.splitting(validationFraction: validationFraction, seed: seed)
    return (subset(parts.train), subset(parts.validation))
  }

  /// At most `limit` images of each class, chosen by the seed, in the order that they have here; none for a
  /// limit below 1.
  public func limited(perClass limit: Int, seed: UInt64 = 0) -> ImageDataset {
    subset(imageLabels.limited(perClass: limit, seed: seed))
  }

  /// So many images (or all, if there are fewer), spread evenly over the classes and chosen by the seed; none
  /// for a count below 1.
  public func sample(_ count: Int, seed: UInt64) -> ImageDataset {
    subset(imageLabels.sample(count, seed: seed))
  }

  /// The order in which an epoch visits the images: a pure function of the seed and the epoch.
  public static func order(count: Int, seed: UInt64, epoch: Int) -> [Int] {
    var order = Array(0..<count)
    var source = RandomSource(seed: seed, stream: 0x0D_E8_00_00_00 &+ UInt64(epoch))
    source.shuffle(&order)
    return order
  }
}
