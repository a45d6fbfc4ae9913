import ApusData
import ApusGraph

extension TrainingRecord {
  /// The positions of the images that judged, if some images are those of the record; nil where they cannot be, or none
  /// judged.
  package func validationPositions(of labels: ImageLabels) -> [Int]? {
    guard labels.labels.count == imageCount, validationShare > 0 else { return nil }
    return try? labels.splitting(validationFraction: validationShare, seed: seed).validation
  }

  /// Whether some images, in a network's format, are those that judged.
  package func wasJudged(by images: ImageDataset) -> Bool {
    Fingerprint(images).text == validationFingerprint
  }

  /// Whether images are those of the record, of which a part judged.
  package func isOf(_ images: ImageDataset) -> Bool {
    validationPositions(of: images.imageLabels).map { wasJudged(by: images.subset($0)) } ?? false
  }
}

extension Fingerprint {
  /// The fingerprint of images and their labels.
  init(_ images: ImageDataset) {
    self.init()
    combine(images)
  }

  /// Takes in images and their labels.
  mutating func combine(_ images: ImageDataset) {
    for extent in [images.count, images.height, images.width, images.channels] { combine(UInt64(extent)) }
    images.pixels.withUnsafeBytes { combine($0) }
    images.labels.withUnsafeBytes { combine($0) }
  }
}
